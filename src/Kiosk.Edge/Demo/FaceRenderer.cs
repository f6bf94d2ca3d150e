using System.Numerics;
using OpenCvSharp;

namespace Kiosk.Edge.Demo;

/// <summary>Draws the rendered customer: a shaded head, as a webcam on a kiosk sees it. No model is trained on it.</summary>
internal sealed class FaceRenderer : IDisposable
{
    /// <summary>The picture's width and height, pixels.</summary>
    public static readonly Size Size = new(640, 480);

    /// <summary>Distance between the pupils: somebody about 60 cm from a webcam of 70° (unverified).</summary>
    private const float PupilsPx = 84;

    private const float CentreX = 320;
    private const float CentreY = 225;

    /// <summary>Where a face's parts move: all else is copied.</summary>
    private static readonly Rect Moving = new(
        (int)(CentreX - (1.05f * PupilsPx)),
        (int)(CentreY - (1.1f * PupilsPx)),
        (int)(2.1f * PupilsPx),
        (int)(2.95f * PupilsPx));

    private readonly Vector3[] _head = new Vector3[Size.Width * Size.Height];
    private readonly Mat _resting = new(Size, MatType.CV_8UC3);
    private readonly Mat _upright = new(Size, MatType.CV_8UC3);
    private readonly Mat _pose = new(2, 3, MatType.CV_64FC1);

    /// <summary>Paints what does not move, once.</summary>
    public FaceRenderer()
    {
        var pixels = _resting.AsSpan<byte>();
        for (var i = 0; i < _head.Length; i++)
        {
            _head[i] = RestingHead.At(X(i % Size.Width), Y(i / Size.Width));
            Write(pixels, i, _head[i]);
        }
    }

    /// <summary>Draws one picture, 8-bit BGR of <see cref="Size"/>.</summary>
    /// <param name="face">What the face does.</param>
    /// <param name="tilt">Of the head, radians, positive to the picture's right.</param>
    /// <param name="shift">Of the head, pixels.</param>
    /// <param name="picture">Where to; made as large as needed.</param>
    public void Draw(in Face face, float tilt, Vector2 shift, Mat picture)
    {
        _resting.CopyTo(_upright);
        var painter = new MovingFace(face);
        var pixels = _upright.AsSpan<byte>();
        for (var row = Moving.Top; row < Moving.Bottom; row++)
        {
            for (var column = Moving.Left; column < Moving.Right; column++)
            {
                var i = (row * Size.Width) + column;
                Write(pixels, i, painter.Over(_head[i], X(column), Y(row), 1 / PupilsPx));
            }
        }

        // Turns about the neck, where a head turns.
        const float NeckY = CentreY + (2.3f * PupilsPx);
        var (sin, cos) = MathF.SinCos(tilt);
        _pose.Set<double>(0, 0, cos);
        _pose.Set<double>(0, 1, -sin);
        _pose.Set<double>(0, 2, CentreX - (cos * CentreX) + (sin * NeckY) + shift.X);
        _pose.Set<double>(1, 0, sin);
        _pose.Set<double>(1, 1, cos);
        _pose.Set<double>(1, 2, NeckY - (sin * CentreX) - (cos * NeckY) + shift.Y);
        Cv2.WarpAffine(_upright, picture, _pose, Size, InterpolationFlags.Linear, BorderTypes.Replicate);
    }

    /// <summary>Frees the pictures.</summary>
    public void Dispose()
    {
        _resting.Dispose();
        _upright.Dispose();
        _pose.Dispose();
    }

    private static float X(int column) => (column + 0.5f - CentreX) / PupilsPx;

    private static float Y(int row) => (row + 0.5f - CentreY) / PupilsPx;

    private static void Write(Span<byte> pixels, int i, Vector3 color)
    {
        var limited = Vector3.Clamp(color, Vector3.Zero, new Vector3(255));
        pixels[3 * i] = (byte)limited.X;
        pixels[(3 * i) + 1] = (byte)limited.Y;
        pixels[(3 * i) + 2] = (byte)limited.Z;
    }
}
