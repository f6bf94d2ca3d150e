using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;
using Kiosk.Edge.Tests.Fakes;
using Kiosk.Edge.Tests.Sensing;
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

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void Say_something_sound_of_a_crop_of_one_colour(int gray)
    {
        using var expression = new FaceExpressionModel(ModelFolder.Shipped());
        expression.Face.SetTo(Scalar.All(gray));

        var scores = expression.Run();

        AssertProbabilities(scores);
    }

    [Fact]
    public void Read_a_face_and_its_mirror_image_alike()
    {
        using var expression = new FaceExpressionModel(ModelFolder.Shipped());
        var side = expression.Alignment.Size;
        var random = new Random(1);
        for (var picture = 0; picture < 20; picture++)
        {
            var rows = Enumerable.Range(0, side).Select(_ => new byte[side]).ToArray();
            Array.ForEach(rows, random.NextBytes);

            var asItIs = Scores(rows);
            Array.ForEach(rows, Array.Reverse);
            var mirrored = Scores(rows);

            Assert.All(asItIs, (score, label) => Assert.Equal(score, mirrored[label], 0.001f));
        }

        float[] Scores(byte[][] rows)
        {
            rows.SelectMany(row => row).ToArray().CopyTo(expression.Face.AsSpan<byte>());
            var scores = expression.Run();
            return ((ReadOnlySpan<float>)scores).ToArray();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(1)]
    [InlineData(1e30f)]
    public void Hear_something_sound_whatever_the_samples_are(float sample)
    {
        using var recognizer = new VoiceRecognizer(ModelFolder.Shipped());
        using var block = new AudioBlock();
        for (var i = 0; i < 200; i++)
        {
            // Every other sample, so that it is not only a level; clipped sound looks like this.
            for (var at = 0; at < AudioBlock.Length; at++)
            {
                block.Samples[at] = at % 2 == 0 ? sample : -sample;
            }

            if (recognizer.Read(block) is { } reading)
            {
                var scores = reading.Scores;
                AssertProbabilities(scores);
                Assert.InRange(reading.Arousal, 0, 1);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void Find_emotion_in_two_seconds_of_one_level(float level)
    {
        using var model = new VoiceEmotionModel(ModelFolder.Shipped());
        model.Samples.Fill(level);

        var (scores, arousal) = model.Run();

        AssertProbabilities(scores);
        Assert.InRange(arousal, 0, 1);
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(48_000)]
    public void Hear_a_file_of_another_rate(int rateHz)
    {
        using var media = new MediaFolder();
        using var model = new VoiceEmotionModel(ModelFolder.Shipped());
        var samples = SoundFile.ReadAll(media.Sound("clip.wav", seconds: 2, rateHz: rateHz));
        samples.AsSpan(0, Math.Min(samples.Length, VoiceEmotionModel.WindowLength)).CopyTo(model.Samples);

        Assert.InRange(samples.Length, VoiceEmotionModel.WindowLength - 200, VoiceEmotionModel.WindowLength + 200);
        var (scores, _) = model.Run();
        AssertProbabilities(scores);
    }

    [SharedDataFact(Webcam)]
    public void See_the_man_at_his_webcam_in_most_pictures()
    {
        using var recognizer = new FaceRecognizer(ModelFolder.Shipped());
        using var frame = new VideoFrame();
        using var video = new VideoFile(SharedDataFactAttribute.PathOf(Webcam));

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

    private static void AssertProbabilities(ReadOnlySpan<float> scores)
    {
        var sum = 0f;
        foreach (var score in scores)
        {
            Assert.InRange(score, 0, 1);
            sum += score;
        }

        Assert.Equal(1, sum, 1e-3);
    }
}
