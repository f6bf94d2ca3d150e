using System.Runtime.CompilerServices;

namespace OpenCvSharp;

/// <summary>A matrix of numbers or a picture, in native memory (<c>cv::Mat</c>).</summary>
public unsafe class Mat : DisposableObject
{
    public Mat()
        : this(NewHandle())
    {
    }

    public Mat(int rows, int cols, MatType type)
        : this()
    {
        Create(rows, cols, type);
    }

    public Mat(Size size, MatType type)
        : this(size.Height, size.Width, type)
    {
    }

    public Mat(int rows, int cols, MatType type, Scalar s)
        : this(rows, cols, type)
    {
        SetTo(s);
    }

    public Mat(Mat m, Rect roi)
        : this(NewRegion(m, roi))
    {
    }

    private Mat(MatHandle handle) => Handle = handle;

    internal MatHandle Handle { get; }

    internal InputArray AsInput => field ??= new(this);

    internal OutputArray AsOutput => field ??= new(this);

    public int Rows => Layout.Rows;

    public int Height => Rows;

    public int Cols => Layout.Cols;

    public int Width => Cols;

    private Native.MatLayout Layout
    {
        get
        {
            ThrowIfDisposed();
            Native.Check(Native.MatDescribe(Handle, out var layout));
            return layout;
        }
    }

    public static Mat FromPixelData(int rows, int cols, MatType type, nint data, long step = 0)
    {
        Native.Check(Native.MatNewView(rows, cols, type.Value, data, step, out var handle));
        return new(handle);
    }

    public Size Size()
    {
        var layout = Layout;
        return new(layout.Cols, layout.Rows);
    }

    public MatType Type() => Layout.Type;

    public bool Empty() => Layout is { Total: 0 } or { Data: 0 };

    public void Create(int rows, int cols, MatType type)
    {
        ThrowIfDisposed();
        Native.Check(Native.MatCreate(Handle, rows, cols, type.Value));
    }

    public void CopyTo(Mat m, InputArray? mask = null)
    {
        ArgumentNullException.ThrowIfNull(m);
        ThrowIfDisposed();
        m.ThrowIfDisposed();
        Native.Check(Native.MatCopy(Handle, m.Handle, mask?.Mat.Handle ?? MatHandle.None));
    }

    public Mat SetTo(Scalar value, Mat? mask = null)
    {
        ThrowIfDisposed();
        Native.Check(Native.MatFill(Handle, value, mask?.Handle ?? MatHandle.None));
        return this;
    }

    public void Set<T>(int i0, int i1, T value)
        where T : struct => Unsafe.WriteUnaligned((void*)Ptr(i0, i1), value);

    public ref T At<T>(int i0, int i1)
        where T : unmanaged => ref Unsafe.AsRef<T>((void*)Ptr(i0, i1));

    /// <summary>All elements, or an empty span when rows do not follow each other without gaps. Valid as long as the
    /// matrix lives and is not allocated anew.</summary>
    public Span<T> AsSpan<T>()
        where T : unmanaged
    {
        var layout = Layout;
        return layout.Continuous == 0
            ? default
            : new((void*)layout.Data, (int)layout.Total * layout.ElemSize / sizeof(T));
    }

    private protected override void Free() => Handle.Dispose();

    private nint Ptr(int i0, int i1)
    {
        var layout = Layout;
        CheckIndex(i0, layout.Rows);
        CheckIndex(i1, layout.Cols);
        return layout.Data + (nint)((i0 * layout.Step) + ((long)i1 * layout.ElemSize));
    }

    private static void CheckIndex(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
    }

    private static MatHandle NewHandle()
    {
        Native.Check(Native.MatNew(out var handle));
        return handle;
    }

    private static MatHandle NewRegion(Mat of, Rect roi)
    {
        ArgumentNullException.ThrowIfNull(of);
        of.ThrowIfDisposed();
        Native.Check(Native.MatNewRegion(of.Handle, roi.X, roi.Y, roi.Width, roi.Height, out var handle));
        return handle;
    }
}
