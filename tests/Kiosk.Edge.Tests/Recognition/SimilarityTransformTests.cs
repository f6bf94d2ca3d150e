using System.Numerics;
using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Tests.Recognition;

public sealed class SimilarityTransformTests
{
    private static readonly Vector2[] s_template = [new(14, 18), new(34, 18), new(24, 28), new(16, 38), new(32, 38)];

    [Fact]
    public void Finds_the_transform_the_points_were_moved_by()
    {
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var (turn, scale) = (random.NextDouble() * 2 * Math.PI, Math.Exp(random.NextDouble() * 6 - 3));
            var moved = new SimilarityTransform(
                scale * Math.Cos(turn), scale * Math.Sin(turn), random.Next(-500, 500), random.Next(-500, 500));

            Assert.True(SimilarityTransform.TryFit(
                s_template, Array.ConvertAll(s_template, moved.Apply), out var found));

            Assert.Equal(moved.A, found.A, 1e-3 * scale);
            Assert.Equal(moved.B, found.B, 1e-3 * scale);
            Assert.Equal(moved.ShiftX, found.ShiftX, 0.05);
            Assert.Equal(moved.ShiftY, found.ShiftY, 0.05);
        }
    }

    [Fact]
    public void Agrees_with_the_normal_equations_solved_naively()
    {
        var random = new Random(2);
        for (var i = 0; i < 200; i++)
        {
            var from = s_template.Select(_ => new Vector2(random.Next(600), random.Next(400))).ToArray();
            var to = s_template.Select(point => point + new Vector2(random.Next(-5, 6), random.Next(-5, 6))).ToArray();

            Assert.True(SimilarityTransform.TryFit(from, to, out var found));

            var naive = NaiveFit(from, to);
            Assert.Equal(naive[0], found.A, 1e-6);
            Assert.Equal(naive[1], found.B, 1e-6);
            Assert.Equal(naive[2], found.ShiftX, 1e-4);
            Assert.Equal(naive[3], found.ShiftY, 1e-4);
        }
    }

    [Fact]
    public void The_inverse_leads_back()
    {
        var transform = new SimilarityTransform(0.3, -0.7, 12, 34);

        var point = transform.Inverse().Apply(transform.Apply(new Vector2(5, 6)));

        Assert.Equal(5, point.X, 1e-4);
        Assert.Equal(6, point.Y, 1e-4);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(float.NaN, 1)]
    [InlineData(float.PositiveInfinity, 1)]
    public void Points_that_make_no_face_have_no_transform(float x, float y)
    {
        var points = Enumerable.Repeat(new Vector2(x, y), s_template.Length).ToArray();

        Assert.False(SimilarityTransform.TryFit(points, s_template, out _));
        Assert.False(SimilarityTransform.TryFit(s_template, points, out _));
    }

    /// <summary>Solves the normal equations of |A x − B y + s − u|² + |B x + A y + t − v|² by elimination.</summary>
    private static double[] NaiveFit(Vector2[] from, Vector2[] to)
    {
        double[][] equations = [new double[5], new double[5], new double[5], new double[5]];
        for (var i = 0; i < from.Length; i++)
        {
            double x = from[i].X, y = from[i].Y;
            Add([x, -y, 1, 0], to[i].X);
            Add([y, x, 0, 1], to[i].Y);
        }

        for (var pivot = 0; pivot < 4; pivot++)
        {
            for (var row = 0; row < 4; row++)
            {
                var factor = row == pivot ? 0 : equations[row][pivot] / equations[pivot][pivot];
                for (var column = pivot; column < 5; column++)
                {
                    equations[row][column] -= factor * equations[pivot][column];
                }
            }
        }

        return [.. Enumerable.Range(0, 4).Select(i => equations[i][4] / equations[i][i])];

        void Add(double[] row, double right)
        {
            for (var i = 0; i < 4; i++)
            {
                for (var j = 0; j < 4; j++)
                {
                    equations[i][j] += row[i] * row[j];
                }

                equations[i][4] += row[i] * right;
            }
        }
    }
}
