using System.Numerics;
using Kiosk.Edge.Demo;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;
using Kiosk.Edge.Tests.Fakes;

namespace Kiosk.Edge.Tests.Demo;

/// <summary>The renderer before the models this repository ships, which have never seen it.</summary>
public sealed class RenderedCustomerTests : IDisposable
{
    private readonly FaceRenderer _renderer = new();
    private readonly VideoFrame _frame = new();

    public void Dispose()
    {
        _renderer.Dispose();
        _frame.Dispose();
    }

    [Fact]
    public void Nine_pictures_of_ten_show_a_face_over_the_whole_script()
    {
        using var recognizer = new FaceRecognizer(ModelFolder.Shipped());
        var seen = 0;
        const int Pictures = 84;

        for (var i = 0; i < Pictures; i++)
        {
            var at = DemoScript.Length * i / Pictures;
            Draw(DemoScript.FaceAt(at), tilt: 0.045f * MathF.Sin(i), new Vector2(6 * MathF.Sin(i * 0.7f), 3));
            seen += recognizer.Read(_frame).Faces == 1 ? 1 : 0;
        }

        Assert.InRange(seen, Pictures * 9 / 10, Pictures);
    }

    [Fact]
    public void A_smile_is_read_as_a_smile()
    {
        var smile = Read(Face.Pleased);
        var rest = Read(Face.Neutral);

        Assert.InRange(smile[(int)Expression.Happiness], 0.6f, 1);
        Assert.InRange(rest[(int)Expression.Neutral], 0.6f, 1);
    }

    [Fact]
    public void A_frown_is_read_as_displeasure()
    {
        Assert.InRange(Displeasure(Read(Face.Displeased)), 0.5f, 1);
        Assert.InRange(Displeasure(Read(Face.Neutral)), 0, 0.2f);
        Assert.InRange(Displeasure(Read(Face.Pleased)), 0, 0.2f);
    }

    private ExpressionScores Read(Face face)
    {
        using var recognizer = new FaceRecognizer(ModelFolder.Shipped());
        Draw(face, 0, Vector2.Zero);
        var reading = recognizer.Read(_frame);
        Assert.Equal(1, reading.Faces);
        return reading.Scores;
    }

    private void Draw(Face face, float tilt, Vector2 shift) => _renderer.Draw(face, tilt, shift, _frame.Image);

    private static float Displeasure(ExpressionScores scores) =>
        scores[(int)Expression.Sadness] + scores[(int)Expression.Anger]
        + scores[(int)Expression.Disgust] + scores[(int)Expression.Contempt];
}
