using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Tests.Recognition;

public sealed class NonMaximumSuppressionTests
{
    [Theory]
    [InlineData(0.0f)]
    [InlineData(0.45f)]
    [InlineData(1.0f)]
    public void Keeps_what_a_naive_version_keeps(float maxOverlap)
    {
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            var boxes = Enumerable.Range(0, random.Next(0, 80)).Select(_ => RandomBox(random)).ToArray();
            var scores = boxes.Select(_ => random.NextSingle()).ToArray();

            Assert.Equal(NaiveKeep(scores, boxes, maxOverlap), Keep(scores, boxes, maxOverlap, int.MaxValue));
        }
    }

    [Fact]
    public void Stops_at_the_most_that_are_wanted()
    {
        Box[] boxes = [new(0, 0, 1, 1), new(10, 0, 11, 1), new(20, 0, 21, 1)];

        Assert.Equal([1, 2], Keep([0.1f, 0.9f, 0.5f], boxes, 0.5f, 2));
    }

    [Theory]
    [InlineData(0, 0, 10, 10, 1.0)]
    [InlineData(5, 0, 15, 10, 1.0 / 3)]
    [InlineData(10, 0, 20, 10, 0.0)]
    [InlineData(2, 2, 2, 8, 0.0)]
    [InlineData(0, 0, 10, 5, 0.5)]
    public void Overlap_is_intersection_over_union(float left, float top, float right, float bottom, double overlap)
    {
        var box = new Box(0, 0, 10, 10);

        Assert.Equal(overlap, box.Overlap(new Box(left, top, right, bottom)), 1e-6);
        Assert.Equal(overlap, new Box(left, top, right, bottom).Overlap(box), 1e-6);
    }

    private static int[] Keep(float[] scores, Box[] boxes, float maxOverlap, int maxKept)
    {
        var order = Enumerable.Range(0, boxes.Length).ToArray();
        var kept = NonMaximumSuppression.Keep(scores.ToArray(), order, boxes, maxOverlap, maxKept);
        return order[..kept];
    }

    private static int[] NaiveKeep(float[] scores, Box[] boxes, float maxOverlap)
    {
        var left = Enumerable.Range(0, boxes.Length).OrderByDescending(i => scores[i]).ToList();
        List<int> kept = [];
        while (left.Count > 0)
        {
            var best = left[0];
            kept.Add(best);
            left.RemoveAll(i => i == best || boxes[best].Overlap(boxes[i]) > maxOverlap);
        }

        return [.. kept];
    }

    private static Box RandomBox(Random random)
    {
        var (x, y) = (random.NextSingle() * 50, random.NextSingle() * 50);
        return new Box(x, y, x + random.NextSingle() * 40, y + random.NextSingle() * 40);
    }
}
