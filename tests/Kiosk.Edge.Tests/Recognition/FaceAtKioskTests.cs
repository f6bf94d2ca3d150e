using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Tests.Recognition;

public class FaceAtKioskTests
{
    private readonly FaceAtKiosk _atKiosk = new();

    [Fact]
    public void The_largest_face_is_the_customers() =>
        Assert.Equal(1, _atKiosk.Choose([Face(0, 40), Face(100, 120), Face(300, 60)]));

    [Theory]
    [InlineData(115, 0)]
    [InlineData(130, 1)]
    public void A_bystander_takes_over_only_when_much_nearer(float width, int chosen)
    {
        _atKiosk.Choose([Face(0, 100)]);

        Assert.Equal(chosen, _atKiosk.Choose([Face(10, 100), Face(300, width)]));
    }

    [Fact]
    public void The_next_customer_is_chosen_afresh()
    {
        _atKiosk.Choose([Face(0, 100)]);

        _atKiosk.Clear();

        Assert.Equal(1, _atKiosk.Choose([Face(10, 100), Face(300, 115)]));
    }

    private static DetectedFace Face(float left, float width) =>
        new(new Box(left, 0, left + width, width), Score: 0.9f, default);
}
