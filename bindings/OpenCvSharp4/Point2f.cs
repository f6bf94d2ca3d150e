namespace OpenCvSharp;

public record struct Point2f(float X, float Y)
{
    public float X = X;
    public float Y = Y;

    public static Point2f operator +(Point2f p1, Point2f p2) => new(p1.X + p2.X, p1.Y + p2.Y);

    public static Point2f operator -(Point2f p1, Point2f p2) => new(p1.X - p2.X, p1.Y - p2.Y);
}
