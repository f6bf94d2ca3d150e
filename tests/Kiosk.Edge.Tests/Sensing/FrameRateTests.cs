using Kiosk.Edge.Sensing;
using Microsoft.Extensions.Time.Testing;

namespace Kiosk.Edge.Tests.Sensing;

public sealed class FrameRateTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly DirectoryInfo _board = Directory.CreateTempSubdirectory("board-");
    private readonly FakeTimeProvider _time = new();
    private readonly FrameRate _rate;

    public FrameRateTests() => _rate = new FrameRate(10, new BoardHeat(_board.FullName), _time);

    public void Dispose() => _board.Delete(recursive: true);

    [Fact]
    public void Without_a_face_a_picture_a_second_is_enough() => Assert.Equal(Second, _rate.Apart);

    [Fact]
    public void A_face_is_watched_at_the_full_rate_until_it_has_been_gone_for_a_while()
    {
        _rate.Saw(face: true);
        _rate.Saw(face: false);
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Equal(Second / 10, _rate.Apart);

        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(Second, _rate.Apart);
    }

    [Fact]
    public void A_hot_board_is_given_less_to_do()
    {
        var zone = Directory.CreateDirectory(Path.Combine(_board.FullName, "sys/class/thermal/thermal_zone0"));
        File.WriteAllText(Path.Combine(zone.FullName, "temp"), "75000");
        _time.Advance(TimeSpan.FromSeconds(6));

        _rate.Saw(face: true);

        Assert.Equal(Second / 5, _rate.Apart);
    }
}
