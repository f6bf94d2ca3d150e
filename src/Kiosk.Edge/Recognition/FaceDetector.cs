using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace Kiosk.Edge.Recognition;

/// <summary>Finds the faces in a picture with the model <c>face_detector</c>. One thread at a time.</summary>
internal sealed class FaceDetector : IDisposable
{
    /// <summary>More faces than this are not in front of one kiosk; the weakest are left out.</summary>
    public const int MaxFaces = 64;

    private static readonly ModelContract s_contract = new(
        "face_detector",
        ["face"],
        [new("image", "uint8", [1, -1, -1, 3])],
        [
            new("boxes", "float", [1, -1, 4]),
            new("scores", "float", [1, -1]),
            new("landmarks", "float", [1, -1, Landmarks.Count, 2]),
        ],
        threshold => [("score", threshold.Score), ("nms_iou", threshold.NmsIou)]);

    /// <summary>A candidate says where a face is when it has at least this part of the best one's score. A face found at
    /// some threshold then lies where it lies at any lower one down to this part of it; chosen on the selection pictures.
    /// </summary>
    private const float VotingShare = 0.5f;

    private readonly Model _model;
    private readonly DetectedFace[] _faces = new DetectedFace[MaxFaces];
    private readonly float _maxOverlap;
    private Buffers _buffers;

    public FaceDetector(ModelStore models)
    {
        _model = models.Load(s_contract);
        var threshold = _model.Card.Threshold;

        // The contract has checked that both are there.
        Threshold = threshold.Score!.Value;
        _maxOverlap = threshold.NmsIou!.Value;
        _buffers = new Buffers(_model, Letterbox.For(640, 480));
        _model.TryOut(_buffers.Binding);
    }

    /// <summary>The probability from which the card calls it a face.</summary>
    public float Threshold { get; }

    public ModelCard Card => _model.Card;

    /// <summary>Finds faces at the card's threshold.</summary>
    /// <param name="picture">8-bit BGR of any size.</param>
    /// <returns>Best first; valid until the next call.</returns>
    public ReadOnlySpan<DetectedFace> Detect(Mat picture) => Detect(picture, Threshold);

    /// <summary>Finds faces at another threshold: a curve needs them all, and a face can be followed when it is doubtful.
    /// </summary>
    public ReadOnlySpan<DetectedFace> Detect(Mat picture, float threshold)
    {
        if (picture.Empty())
        {
            return [];
        }

        if (picture.Type() != MatType.CV_8UC3)
        {
            throw new ArgumentException($"The picture is {picture.Type()} instead of 8-bit BGR.", nameof(picture));
        }

        var (width, height) = (picture.Cols, picture.Rows);
        var letterbox = Letterbox.For(width, height);
        if (_buffers.Letterbox != letterbox)
        {
            _buffers.Dispose();
            _buffers = new Buffers(_model, letterbox);
        }

        _buffers.Fill(picture);
        _model.Run(_buffers.Binding);
        return Decode(_buffers, width, height, threshold);
    }

    /// <summary>Wipes what is left of the last picture.</summary>
    public void Clear()
    {
        _buffers.Clear();
        Array.Clear(_faces);
    }

    public void Dispose()
    {
        Clear();
        _buffers.Dispose();
        _model.Dispose();
    }

    private ReadOnlySpan<DetectedFace> Decode(Buffers buffers, int width, int height, float threshold)
    {
        var scores = buffers.Scores.Values;
        var corners = buffers.Boxes.Values;
        var scale = new Vector2(buffers.Letterbox.ScaleX, buffers.Letterbox.ScaleY);
        var size = new Vector2(width, height);

        var found = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            // Written so that a score that is not a number is no face.
            if (!(scores[i] >= threshold))
            {
                continue;
            }

            var box = corners.Slice(4 * i, 4);
            var corner = Vector2.Clamp(new Vector2(box[0], box[1]) / scale, Vector2.Zero, size);
            var opposite = Vector2.Clamp(new Vector2(box[2], box[3]) / scale, Vector2.Zero, size);
            buffers.Candidates[i] = new Box(corner.X, corner.Y, opposite.X, opposite.Y);
            buffers.Order[found] = i;
            buffers.OrderScores[found++] = scores[i];
        }

        var order = buffers.Order.AsSpan(0, found);
        var kept = NonMaximumSuppression.Keep(
            buffers.OrderScores.AsSpan(0, found), order, buffers.Candidates, _maxOverlap, MaxFaces);
        for (var face = 0; face < kept; face++)
        {
            _faces[face] = Vote(buffers, order[face], threshold, scale);
        }

        return _faces.AsSpan(0, kept);
    }

    /// <summary>The mean of what the candidates on one face say, by score and overlap with the best of them (box voting,
    /// Gidaris and Komodakis 2015): a single cell's box and landmarks are noisier.</summary>
    private DetectedFace Vote(Buffers buffers, int best, float threshold, Vector2 scale)
    {
        var scores = buffers.Scores.Values;
        var points = buffers.Points.Values;
        var least = Math.Max(threshold, VotingShare * scores[best]);
        var (total, corner, opposite, landmarks) = (0f, Vector2.Zero, Vector2.Zero, default(Landmarks));
        for (var i = 0; i < scores.Length; i++)
        {
            if (!(scores[i] >= least))
            {
                continue;
            }

            // A box outside of the picture is empty and overlaps nothing, itself included.
            var box = buffers.Candidates[i];
            var overlap = i == best ? 1 : box.Overlap(buffers.Candidates[best]);
            if (i != best && overlap <= _maxOverlap)
            {
                continue;
            }

            var weight = scores[i] / scores[best] * overlap;
            total += weight;
            corner += weight * new Vector2(box.Left, box.Top);
            opposite += weight * new Vector2(box.Right, box.Bottom);
            for (var point = 0; point < Landmarks.Count; point++)
            {
                var at = 2 * (Landmarks.Count * i + point);
                landmarks[point] += weight * new Vector2(points[at], points[at + 1]);
            }
        }

        corner /= total;
        opposite /= total;
        for (var point = 0; point < Landmarks.Count; point++)
        {
            landmarks[point] /= total * scale;
        }

        return new DetectedFace(new Box(corner.X, corner.Y, opposite.X, opposite.Y), scores[best], landmarks);
    }

    /// <summary>Everything whose size depends on the picture's proportions; kept as long as they stay.</summary>
    private sealed class Buffers : IDisposable
    {
        private readonly TensorBuffer<byte> _image;
        private readonly Mat _input;
        private readonly Mat _content;

        public Buffers(Model model, Letterbox letterbox)
        {
            Letterbox = letterbox;
            var (width, height) = (letterbox.Width, letterbox.Height);

            // One candidate for each cell of the grids of strides 8, 16 and 32.
            var candidates = width * height / 64 + width * height / 256 + width * height / 1024;
            _image = new TensorBuffer<byte>(1, height, width, 3);
            Boxes = new TensorBuffer<float>(1, candidates, 4);
            Scores = new TensorBuffer<float>(1, candidates);
            Points = new TensorBuffer<float>(1, candidates, Landmarks.Count, 2);
            Candidates = new Box[candidates];
            Order = new int[candidates];
            OrderScores = new float[candidates];

            _input = Mat.FromPixelData(height, width, MatType.CV_8UC3, _image.Address);
            _content = new Mat(_input, new Rect(0, 0, letterbox.ContentWidth, letterbox.ContentHeight));

            Binding = model.CreateBinding();
            Binding.BindInput("image", _image.Value);
            Binding.BindOutput("boxes", Boxes.Value);
            Binding.BindOutput("scores", Scores.Value);
            Binding.BindOutput("landmarks", Points.Value);
        }

        public Letterbox Letterbox { get; }

        public OrtIoBinding Binding { get; }

        public TensorBuffer<float> Boxes { get; }

        public TensorBuffer<float> Scores { get; }

        public TensorBuffer<float> Points { get; }

        public Box[] Candidates { get; }

        public int[] Order { get; }

        public float[] OrderScores { get; }

        /// <summary>Writes the picture to the input; what lies right of it and below stays black.</summary>
        public void Fill(Mat picture)
        {
            var averages = Letterbox.ScaleX < 0.5f || Letterbox.ScaleY < 0.5f;
            Cv2.Resize(
                picture,
                _content,
                new Size(Letterbox.ContentWidth, Letterbox.ContentHeight),
                interpolation: averages ? InterpolationFlags.Area : InterpolationFlags.Linear);
        }

        public void Clear()
        {
            _image.Clear();
            Boxes.Clear();
            Scores.Clear();
            Points.Clear();
            Array.Clear(Candidates);
        }

        public void Dispose()
        {
            Binding.Dispose();
            _content.Dispose();
            _input.Dispose();
            _image.Dispose();
            Boxes.Dispose();
            Scores.Dispose();
            Points.Dispose();
        }
    }
}
