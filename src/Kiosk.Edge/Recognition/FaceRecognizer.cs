using Kiosk.Edge.Sensing;
using OpenCvSharp;

namespace Kiosk.Edge.Recognition;

/// <summary>Turns a picture into a <see cref="FaceReading"/>: finds the faces, takes the one at the kiosk, cuts it out
/// and reads its expression. Keeps nothing of a picture but its buffers, which <see cref="Clear"/> wipes. One thread at
/// a time; allocates nothing once it has seen a picture of the camera's proportions.</summary>
public sealed class FaceRecognizer : IDisposable
{
    private readonly FaceDetector _detector;
    private readonly FaceExpressionModel _expression;
    private readonly FaceAligner _aligner;
    private readonly FaceAtKiosk _atKiosk;

    /// <summary>Loads <c>face_detector</c> and <c>face_expression</c>.</summary>
    /// <param name="models">Where they are.</param>
    /// <param name="expectsFace">Every picture is known to show a face, so the likeliest is read where none is certain. For
    /// measuring; in a kiosk only a face that was certain before is followed so.</param>
    /// <exception cref="ModelRefusedException">One of them can't be used.</exception>
    public FaceRecognizer(ModelStore models, bool expectsFace = false)
    {
        // Pictures this small are read fastest by one thread; OpenCV would keep one for each core.
        Cv2.SetNumThreads(1);
        _detector = new FaceDetector(models);
        try
        {
            _expression = new FaceExpressionModel(models);
        }
        catch
        {
            _detector.Dispose();
            throw;
        }

        _aligner = new FaceAligner(_expression.Alignment);
        _atKiosk = new FaceAtKiosk(_detector.Threshold) { IsExpected = expectsFace };
    }

    /// <summary>The card of the model that reads the expression.</summary>
    public ModelCard Card => _expression.Card;

    /// <summary>Reads one picture of the camera. An empty picture is one without a face.</summary>
    public FaceReading Read(VideoFrame frame)
    {
        var scores = default(ExpressionScores);
        var (faces, read) = ReadPicture(frame.Image, ref scores);
        return new FaceReading(frame.CapturedAt, faces, scores, !read || _expression.Card.Abstains(scores));
    }

    /// <summary>Wipes what is left of the last picture. Called when sensing stops.</summary>
    public void Clear()
    {
        _detector.Clear();
        _aligner.Clear();
        _expression.Clear();
        _atKiosk.Clear();
    }

    /// <summary>Wipes the buffers and frees the models.</summary>
    public void Dispose()
    {
        _detector.Dispose();
        _aligner.Dispose();
        _expression.Dispose();
    }

    private (int Faces, bool Read) ReadPicture(Mat picture, ref ExpressionScores scores)
    {
        var faces = _detector.Detect(picture, _atKiosk.Least);
        var (chosen, count) = _atKiosk.Choose(faces);
        if (chosen < 0)
        {
            return (0, false);
        }

        var landmarks = faces[chosen].Landmarks;
        var aligned = _aligner.TryAlign(picture, landmarks, _expression.Face);
        if (aligned)
        {
            scores = _expression.Run();
        }

        return (count, aligned);
    }
}
