namespace OpenCvSharp;

/// <summary>Drawing (imgproc). A thickness below 0 fills; <c>shift</c> is the number of fractional bits in coordinates.
/// </summary>
public static unsafe partial class Cv2
{
    public static void Line(
        InputOutputArray img, Point pt1, Point pt2, Scalar color, int thickness = 1,
        LineTypes lineType = LineTypes.Link8, int shift = 0)
    {
        ArgumentNullException.ThrowIfNull(img);
        Native.Check(Native.Line(img.Mat.Handle, pt1.X, pt1.Y, pt2.X, pt2.Y, color, thickness, lineType, shift));
    }

    public static void Rectangle(
        Mat img, Rect rect, Scalar color, int thickness = 1, LineTypes lineType = LineTypes.Link8, int shift = 0)
    {
        ArgumentNullException.ThrowIfNull(img);
        Native.Check(Native.Rectangle(
            img.Handle, rect.X, rect.Y, rect.Width, rect.Height, color, thickness, lineType, shift));
    }

    public static void Circle(
        InputOutputArray img, Point center, int radius, Scalar color, int thickness = 1,
        LineTypes lineType = LineTypes.Link8, int shift = 0)
    {
        ArgumentNullException.ThrowIfNull(img);
        Native.Check(Native.Circle(img.Mat.Handle, center.X, center.Y, radius, color, thickness, lineType, shift));
    }

    /// <summary>Axes are half the ellipse's width and height; angles are degrees.</summary>
    public static void Ellipse(
        InputOutputArray img, Point center, Size axes, double angle, double startAngle, double endAngle, Scalar color,
        int thickness = 1, LineTypes lineType = LineTypes.Link8, int shift = 0)
    {
        ArgumentNullException.ThrowIfNull(img);
        Native.Check(Native.Ellipse(
            img.Mat.Handle, center.X, center.Y, axes.Width, axes.Height, angle, startAngle, endAngle, color,
            thickness, lineType, shift));
    }

    public static void FillConvexPoly(
        Mat img, IEnumerable<Point> pts, Scalar color, LineTypes lineType = LineTypes.Link8, int shift = 0)
    {
        ArgumentNullException.ThrowIfNull(img);
        Point[] points = [.. pts];
        Native.Check(Native.FillConvexPoly(img.Handle, points, points.Length, color, lineType, shift));
    }

    public static void FillPoly(
        Mat img, IEnumerable<IEnumerable<Point>> pts, Scalar color, LineTypes lineType = LineTypes.Link8,
        int shift = 0, Point? offset = null)
    {
        ArgumentNullException.ThrowIfNull(img);
        Point[][] polygons = [.. pts.Select(polygon => polygon.ToArray())];
        Point[] points = [.. polygons.SelectMany(polygon => polygon)];
        int[] counts = [.. polygons.Select(polygon => polygon.Length)];
        var origin = offset ?? default;
        Native.Check(Native.FillPoly(
            img.Handle, points, counts, counts.Length, color, lineType, shift, origin.X, origin.Y));
    }
}
