using System.Numerics;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;
using Kiosk.Edge.Tests.Fakes;
using OpenCvSharp;

namespace Kiosk.Edge.Tests.Recognition;

public sealed class FaceRecognizerTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_face_is_read_with_the_time_of_its_picture()
    {
        using var folder = new ModelFolder()
            .WithDetector(Face(100, 50, 60, 0.9f))
            .WithExpression(0.1f, 0.6f, 0.05f, 0.05f, 0.05f, 0.05f, 0.05f, 0.05f);
        using var recognizer = new FaceRecognizer(folder.Store());
        using var frame = Frame(640, 480);

        var reading = recognizer.Read(frame);

        Assert.Equal(s_now, reading.At);
        Assert.Equal(1, reading.Faces);
        Assert.Equal(0.6f, reading.Scores[(int)Expression.Happiness]);
        Assert.False(reading.Abstained);
    }

    [Fact]
    public void Pictures_are_worked_on_by_one_thread()
    {
        using var folder = new ModelFolder().WithDetector().WithExpression(1, 0, 0, 0, 0, 0, 0, 0);
        Cv2.SetNumThreads(2);

        using var recognizer = new FaceRecognizer(folder.Store());

        Assert.Equal(1, Cv2.GetNumThreads());
    }

    [Fact]
    public void Without_a_face_there_is_nothing_to_know()
    {
        using var folder = new ModelFolder().WithDetector().WithExpression(1, 0, 0, 0, 0, 0, 0, 0);
        using var recognizer = new FaceRecognizer(folder.Store());
        using var frame = Frame(640, 480);

        AssertNothing(recognizer.Read(frame));
    }

    [Fact]
    public void An_empty_picture_is_one_without_a_face()
    {
        using var folder = new ModelFolder()
            .WithDetector(Face(100, 50, 60, 0.9f))
            .WithExpression(1, 0, 0, 0, 0, 0, 0, 0);
        using var recognizer = new FaceRecognizer(folder.Store());
        using var frame = new VideoFrame();

        AssertNothing(recognizer.Read(frame));
    }

    [Fact]
    public void A_score_below_the_card_s_threshold_is_no_answer()
    {
        using var folder = new ModelFolder()
            .WithDetector(Face(100, 50, 60, 0.9f))
            .WithExpression(0.39f, 0.21f, 0.1f, 0.1f, 0.05f, 0.05f, 0.05f, 0.05f);
        using var recognizer = new FaceRecognizer(folder.Store());
        using var frame = Frame(640, 480);

        var reading = recognizer.Read(frame);

        Assert.Equal(1, reading.Faces);
        Assert.True(reading.Abstained);
    }

    [Fact]
    public void A_box_whose_landmarks_make_no_face_is_not_read()
    {
        var box = new DetectedFace(new Box(100, 50, 160, 110), 0.9f, default);
        using var folder = new ModelFolder().WithDetector(box).WithExpression(1, 0, 0, 0, 0, 0, 0, 0);
        using var recognizer = new FaceRecognizer(folder.Store());
        using var frame = Frame(640, 480);

        var reading = recognizer.Read(frame);

        Assert.Equal(1, reading.Faces);
        Assert.True(reading.Abstained);
        Assert.Equal(0f, reading.Scores[0]);
    }

    [Fact]
    public void After_warm_up_a_picture_allocates_nothing()
    {
        using var folder = new ModelFolder()
            .WithDetector(Face(100, 50, 100, 0.9f), Face(210, 50, 60, 0.8f))
            .WithExpression(1, 0, 0, 0, 0, 0, 0, 0);
        using var recognizer = new FaceRecognizer(folder.Store());
        using var frame = Frame(640, 480);

        // Letterbox, warp, gray, average.
        Assert.InRange(Allocation.PerCall(() => recognizer.Read(frame)), 0, 4 * Allocation.OfOpenCvCall);
    }

    private static void AssertNothing(FaceReading reading)
    {
        Assert.Equal(0, reading.Faces);
        Assert.True(reading.Abstained);
        foreach (var score in reading.Scores)
        {
            Assert.Equal(0, score);
        }
    }

    private static VideoFrame Frame(int width, int height)
    {
        var frame = new VideoFrame { CapturedAt = s_now };
        frame.Image.Create(height, width, MatType.CV_8UC3);
        frame.Image.SetTo(Scalar.All(100));
        return frame;
    }

    private static DetectedFace Face(float left, float top, float size, float score)
    {
        var landmarks = default(Landmarks);
        Vector2[] shares = [new(0.3f, 0.4f), new(0.7f, 0.4f), new(0.5f, 0.6f), new(0.35f, 0.8f), new(0.65f, 0.8f)];
        for (var i = 0; i < Landmarks.Count; i++)
        {
            landmarks[i] = new Vector2(left, top) + shares[i] * size;
        }

        return new DetectedFace(new Box(left, top, left + size, top + size), score, landmarks);
    }
}
