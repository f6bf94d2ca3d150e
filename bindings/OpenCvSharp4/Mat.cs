using System.Runtime.CompilerServices;

namespace OpenCvSharp;

/// <summary>A matrix of numbers or a picture, in native memory (<c>cv::Mat</c>).</summary>
public unsafe class Mat : CvObject
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

    public Mat(Size size, MatType type, Scalar s)
        : this(size.Height, size.Width, type, s)
    {
    }

    public Mat(Mat m, Rect roi)
        : this(NewRegion(m, roi))
    {
    }

    private Mat(MatHandle handle)
        : base(handle)
    {
        Handle = handle;
    }

    internal MatHandle Handle { get; }

    internal InputArray AsInput => field ??= new(this);

    internal InputOutputArray AsOutput => field ??= new(this);

    public int Rows => Layout.Rows;

    public int Height => Rows;

    public int Cols => Layout.Cols;

    public int Width => Cols;

    public nint Data => Layout.Data;

    public byte* DataPointer => (byte*)Layout.Data;

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

    public int Depth() => Type().Depth;

    public int Channels() => Type().Channels;

    public bool Empty() => Total() == 0 || Data == 0;

    public long Total() => Layout.Total;

    public int ElemSize() => Layout.ElemSize;

    public long Step() => Layout.Step;

    public bool IsContinuous() => Layout.Continuous != 0;

    public void Create(int rows, int cols, MatType type)
    {
        ThrowIfDisposed();
        Native.Check(Native.MatCreate(Handle, rows, cols, type.Value));
    }

    public void Create(Size size, MatType type) => Create(size.Height, size.Width, type);

    public Mat Clone()
    {
        var copy = new Mat();
        CopyTo(copy);
        return copy;
    }

    public void CopyTo(Mat m, InputArray? mask = null)
    {
        ArgumentNullException.ThrowIfNull(m);
        ThrowIfDisposed();
        m.ThrowIfDisposed();
        Native.Check(Native.MatCopy(Handle, m.Handle, mask?.Mat.Handle ?? MatHandle.None));
    }

    public void ConvertTo(OutputArray m, MatType rtype, double alpha = 1, double beta = 0)
    {
        ArgumentNullException.ThrowIfNull(m);
        ThrowIfDisposed();
        Native.Check(Native.MatConvert(Handle, m.Mat.Handle, rtype.Value, alpha, beta));
    }

    public Mat SetTo(Scalar value, Mat? mask = null)
    {
        ThrowIfDisposed();
        Native.Check(Native.MatFill(Handle, value, mask?.Handle ?? MatHandle.None));
        return this;
    }

    public Mat SubMat(Rect roi)
    {
        ThrowIfDisposed();
        return new(this, roi);
    }

    public nint Ptr(int i0)
    {
        var layout = Layout;
        CheckIndex(i0, layout.Rows);
        return layout.Data + (nint)(i0 * layout.Step);
    }

    public nint Ptr(int i0, int i1)
    {
        var layout = Layout;
        CheckIndex(i0, layout.Rows);
        CheckIndex(i1, layout.Cols);
        return layout.Data + (nint)((i0 * layout.Step) + ((long)i1 * layout.ElemSize));
    }

    public T Get<T>(int i0, int i1)
        where T : struct => Unsafe.ReadUnaligned<T>((void*)Ptr(i0, i1));

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

    public Span<T> RowSpan<T>(int row)
        where T : unmanaged
    {
        var layout = Layout;
        CheckIndex(row, layout.Rows);
        return new((void*)(layout.Data + (nint)(row * layout.Step)), layout.Cols * layout.ElemSize / sizeof(T));
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
