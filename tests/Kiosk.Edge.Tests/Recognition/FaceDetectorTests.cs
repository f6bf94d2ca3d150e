using System.Numerics;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Tests.Fakes;
using OpenCvSharp;

namespace Kiosk.Edge.Tests.Recognition;

public sealed class FaceDetectorTests
{
    [Fact]
    public void Faces_are_told_in_pixels_of_the_picture()
    {
        using var folder = new ModelFolder().WithDetector(Face(100, 50, 150, 120, 0.9f));
        using var detector = new FaceDetector(folder.Store());
        using var picture = Black(1280, 960);

        var face = Assert.Single(detector.Detect(picture).ToArray());

        // The input is 320 wide, a quarter of the picture.
        Assert.Equal(new Box(400, 200, 600, 480), face.Box);
        Assert.Equal(0.9f, face.Score);
        Assert.Equal(new Vector2(400, 200), face.Landmarks[0]);
        Assert.Equal(new Vector2(416, 200), face.Landmarks[4]);
    }

    [Fact]
    public void A_box_ends_at_the_picture_s_edge()
    {
        using var folder = new ModelFolder().WithDetector(Face(-20, -10, 400, 250, 0.9f));
        using var detector = new FaceDetector(folder.Store());
        using var picture = Black(640, 480);

        Assert.Equal(new Box(0, 0, 640, 480), Assert.Single(detector.Detect(picture).ToArray()).Box);
    }

    [Theory]
    [InlineData(0.49f, 0)]
    [InlineData(0.5f, 1)]
    [InlineData(float.NaN, 0)]
    public void A_face_needs_the_card_s_score(float score, int faces)
    {
        using var folder = new ModelFolder().WithDetector(Face(100, 50, 150, 120, score));
        using var detector = new FaceDetector(folder.Store());
        using var picture = Black(640, 480);

        Assert.Equal(faces, detector.Detect(picture).Length);
    }

    [Fact]
    public void Two_boxes_on_one_face_are_one_face_and_the_better_comes_first()
    {
        using var folder = new ModelFolder().WithDetector(
            Face(100, 50, 150, 120, 0.7f), Face(102, 52, 152, 122, 0.8f), Face(200, 50, 250, 120, 0.9f));
        using var detector = new FaceDetector(folder.Store());
        using var picture = Black(640, 480);

        var faces = detector.Detect(picture);

        Assert.Equal([0.9f, 0.8f], faces.ToArray().Select(face => face.Score));
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(0.1f)]
    public void A_face_lies_where_its_candidates_say_by_score_and_overlap(float threshold)
    {
        // The second overlaps the best one by half, the third hardly, and the fourth is not sure enough to be heard.
        using var folder = new ModelFolder().WithDetector(
            Face(100, 50, 160, 110, 0.8f), Face(120, 50, 180, 110, 0.6f), Face(150, 50, 210, 110, 0.7f),
            Face(104, 50, 164, 110, 0.3f));
        using var detector = new FaceDetector(folder.Store());
        using var picture = Black(320, 240);

        var face = detector.Detect(picture, threshold)[0];

        var weight = 0.6f / 0.8f * 0.5f;
        Assert.Equal((100 + weight * 120) / (1 + weight), face.Box.Left, 1e-3);
        Assert.Equal((160 + weight * 180) / (1 + weight), face.Box.Right, 1e-3);
        Assert.Equal((100 + weight * 120) / (1 + weight), face.Landmarks[0].X, 1e-3);
        Assert.Equal(0.8f, face.Score);
    }

    [Fact]
    public void A_face_beyond_the_picture_is_an_empty_box()
    {
        using var folder = new ModelFolder().WithDetector(Face(330, 50, 340, 60, 0.9f));
        using var detector = new FaceDetector(folder.Store());
        using var picture = Black(320, 240);

        Assert.Equal(new Box(320, 50, 320, 60), Assert.Single(detector.Detect(picture).ToArray()).Box);
    }

    [Fact]
    public void An_empty_picture_has_no_face()
    {
        using var folder = new ModelFolder().WithDetector(Face(100, 50, 150, 120, 0.9f));
        using var detector = new FaceDetector(folder.Store());
        using var picture = new Mat();

        Assert.True(detector.Detect(picture).IsEmpty);
    }

    [Fact]
    public void A_gray_picture_is_a_mistake_of_the_caller()
    {
        using var folder = new ModelFolder().WithDetector();
        using var detector = new FaceDetector(folder.Store());
        using var picture = new Mat(480, 640, MatType.CV_8UC1, Scalar.All(0));

        Assert.Throws<ArgumentException>(() => detector.Detect(picture).Length);
    }

    private static Mat Black(int width, int height) => new(height, width, MatType.CV_8UC3, Scalar.All(0));

    private static DetectedFace Face(float left, float top, float right, float bottom, float score)
    {
        var landmarks = default(Landmarks);
        for (var i = 0; i < Landmarks.Count; i++)
        {
            landmarks[i] = new Vector2(left + i, top);
        }

        return new DetectedFace(new Box(left, top, right, bottom), score, landmarks);
    }
}
