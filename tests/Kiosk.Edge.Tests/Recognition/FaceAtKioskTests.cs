using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Tests.Recognition;

public class FaceAtKioskTests
{
    private readonly FaceAtKiosk _atKiosk = new(certain: 0.6f);

    [Fact]
    public void The_largest_face_is_the_customers() =>
        Assert.Equal((1, 3), _atKiosk.Choose([Face(0, 40), Face(100, 120), Face(300, 60)]));

    [Theory]
    [InlineData(115, 0)]
    [InlineData(130, 1)]
    public void A_bystander_takes_over_only_when_much_nearer(float width, int chosen)
    {
        _atKiosk.Choose([Face(0, 100)]);

        Assert.Equal((chosen, 2), _atKiosk.Choose([Face(10, 100), Face(300, width)]));
    }

    [Fact]
    public void The_next_customer_is_chosen_afresh()
    {
        _atKiosk.Choose([Face(0, 100)]);

        _atKiosk.Clear();

        Assert.Equal((1, 2), _atKiosk.Choose([Face(10, 100), Face(300, 115)]));
    }

    [Fact]
    public void A_doubtful_face_is_none_by_itself() => Assert.Equal((-1, 0), _atKiosk.Choose([Face(0, 100, 0.59f)]));

    [Fact]
    public void The_customer_who_turns_away_is_followed_and_nobody_doubtful_elsewhere()
    {
        _atKiosk.Choose([Face(0, 100)]);

        Assert.Equal((1, 1), _atKiosk.Choose([Face(300, 100, 0.5f), Face(20, 100, 0.4f)]));
        Assert.Equal((0, 1), _atKiosk.Choose([Face(40, 100, 0.3f)]));
        Assert.Equal((-1, 0), _atKiosk.Choose([Face(300, 100, 0.5f)]));
    }

    [Fact]
    public void Somebody_certain_counts_more_than_the_customer_in_doubt()
    {
        _atKiosk.Choose([Face(0, 100)]);

        Assert.Equal((0, 1), _atKiosk.Choose([Face(300, 50, 0.7f), Face(0, 100, 0.5f)]));
    }

    [Fact]
    public void What_stays_doubtful_for_two_seconds_is_no_longer_the_customer()
    {
        _atKiosk.Choose([Face(0, 100)]);

        var followed = Enumerable.Range(0, 30).Count(_ => _atKiosk.Choose([Face(0, 100, 0.5f)]).Index == 0);

        Assert.Equal(20, followed);
        Assert.Equal((0, 1), _atKiosk.Choose([Face(0, 100)]));
        Assert.Equal((0, 1), _atKiosk.Choose([Face(0, 100, 0.5f)]));
    }

    [Fact]
    public void Nobody_is_followed_into_the_next_visit()
    {
        _atKiosk.Choose([Face(0, 100)]);

        _atKiosk.Clear();

        Assert.Equal((-1, 0), _atKiosk.Choose([Face(0, 100, 0.5f)]));
    }

    [Fact]
    public void Where_a_face_is_known_to_be_the_likeliest_box_is_it_and_a_larger_one_is_likelier()
    {
        var measured = new FaceAtKiosk(certain: 0.6f) { IsExpected = true };

        Assert.Equal((0, 1), measured.Choose([Face(300, 80, 0.5f), Face(0, 100, 0.3f)]));
        Assert.Equal((1, 1), measured.Choose([Face(300, 50, 0.5f), Face(0, 100, 0.4f)]));
        Assert.Equal((-1, 0), measured.Choose([]));
    }

    private static DetectedFace Face(float left, float width, float score = 0.9f) =>
        new(new Box(left, 0, left + width, width), score, default);
}
