namespace Kiosk.Edge.Tests;

public sealed class SensorOpeningTests
{
    private readonly SensorOpening _opening = new();
    private int _forgotten;

    [Fact]
    public void What_is_taken_in_one_opening_is_joined()
    {
        _opening.Begin();

        Assert.Equal([true, true, true], [MayRead(1), MayRead(1), MayRead(1)]);
        Assert.Equal(1, _forgotten); // before the first
    }

    [Fact]
    public void What_still_waits_when_the_sensor_is_closed_is_not_read_and_what_was_read_is_forgotten()
    {
        _opening.Begin();
        MayRead(1);
        _opening.End();

        Assert.False(MayRead(1));
        Assert.Equal(2, _forgotten);
    }

    [Fact]
    public void What_still_waits_when_the_sensor_is_open_again_is_not_read()
    {
        _opening.Begin();
        _opening.End();
        _opening.Begin();

        Assert.Equal([false, true], [MayRead(1), MayRead(2)]);
    }

    /// <summary>The frame that says so is dropped when a picture of the next opening comes before it was seen.</summary>
    [Fact]
    public void What_was_read_is_forgotten_although_nobody_said_that_the_sensor_was_closed_in_between()
    {
        _opening.Begin();
        MayRead(1);
        _opening.End();
        _opening.Begin();

        Assert.True(MayRead(2));
        Assert.Equal(2, _forgotten);
    }

    [Fact]
    public void What_says_that_the_sensor_was_closed_is_never_read()
    {
        _opening.Begin();
        MayRead(1);
        var open = MayRead(0);
        _opening.End();
        _opening.End();

        Assert.Equal((false, false), (open, MayRead(0)));
        Assert.Equal(3, _forgotten);
        Assert.Equal((0, false), (_opening.Number, _opening.IsOpen));
    }

    private bool MayRead(int opening) => _opening.MayRead(opening, () => _forgotten++);
}
