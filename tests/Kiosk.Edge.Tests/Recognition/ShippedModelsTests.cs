using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;
using Kiosk.Edge.Tests.Fakes;
using OpenCvSharp;

namespace Kiosk.Edge.Tests.Recognition;

/// <summary>The models this repository ships.</summary>
public sealed class ShippedModelsTests
{
    private const string Webcam = "clips/webcam_person.mp4";

    [Theory]
    [InlineData(640, 480, 0)]
    [InlineData(640, 480, 255)]
    [InlineData(1, 1, 255)]
    [InlineData(1, 3000, 128)]
    [InlineData(6000, 4000, 128)]
    public void See_no_face_in_a_picture_of_one_colour(int width, int height, int gray)
    {
        using var recognizer = new FaceRecognizer(ModelFolder.Shipped());
        using var frame = new VideoFrame();
        frame.Image.Create(height, width, MatType.CV_8UC3);
        frame.Image.SetTo(Scalar.All(gray));

        var reading = recognizer.Read(frame);

        Assert.Equal(0, reading.Faces);
        Assert.True(reading.Abstained);
    }

    [Fact]
    public void Hear_no_speech_in_silence()
    {
        using var activity = new VoiceActivityModel(ModelFolder.Shipped());

        for (var block = 0; block < 200; block++)
        {
            Assert.InRange(activity.Step(new float[AudioBlock.Length]), 0, activity.Threshold);
        }
    }

    [SharedDataFact(Webcam)]
    public void See_the_man_at_his_webcam_in_most_pictures()
    {
        using var recognizer = new FaceRecognizer(ModelFolder.Shipped());
        using var frame = new VideoFrame();
        using var video = new VideoCapture(SharedDataFactAttribute.PathOf(Webcam), VideoCaptureAPIs.FFMPEG);

        var (pictures, faces) = (0, 0);
        while (video.Read(frame.Image))
        {
            // Every fifth tells as much in a fifth of the time.
            if (pictures++ % 5 == 0)
            {
                faces += recognizer.Read(frame).Faces > 0 ? 5 : 0;
            }
        }

        Assert.True(pictures > 1000, $"{pictures} pictures");
        Assert.True(faces > 0.5 * pictures, $"{faces} of {pictures}");
    }
}
