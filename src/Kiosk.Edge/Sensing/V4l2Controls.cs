using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kiosk.Edge.Sensing;

/// <summary>The settings of a camera by the kernel's own interface (include/uapi/linux/videodev2.h), beside whoever reads
/// its pictures: OpenCV knows of no power line. The structures and the request numbers are the same on every 64-bit
/// architecture.</summary>
internal sealed unsafe partial class V4l2Controls : ICameraControls
{
    internal const uint QueryControl = 0xC0445624; // VIDIOC_QUERYCTRL = _IOWR('V', 36, struct v4l2_queryctrl)
    internal const uint QueryMenu = 0xC02C5625; // VIDIOC_QUERYMENU = _IOWR('V', 37, struct v4l2_querymenu)
    internal const uint SetControl = 0xC008561C; // VIDIOC_S_CTRL = _IOWR('V', 28, struct v4l2_control)

    private const uint Disabled = 0x1; // V4L2_CTRL_FLAG_DISABLED
    private const uint ReadOnly = 0x4; // V4L2_CTRL_FLAG_READ_ONLY

    private const int OpenReadWrite = 0x2;
    private const int OpenNonBlocking = 0x800;
    private const int OpenCloseOnExec = 0x80000;
    private const int Interrupted = 4; // EINTR

    private readonly SafeFileHandle _file;

    private V4l2Controls(SafeFileHandle file) => _file = file;

    /// <summary>The settings of this device, which starts no picture; null when it can't be opened.</summary>
    public static V4l2Controls? Open(string path)
    {
        var file = OpenFile(path, OpenReadWrite | OpenNonBlocking | OpenCloseOnExec);
        if (!file.IsInvalid)
        {
            return new V4l2Controls(file);
        }

        file.Dispose();
        return null;
    }

    public (int Lowest, int Highest)? Range(uint control)
    {
        var query = new ControlQuery { Id = control };
        return Ask(QueryControl, &query) && (query.Flags & (Disabled | ReadOnly)) == 0 ? (query.Lowest, query.Highest) : null;
    }

    public bool Offers(uint control, int choice)
    {
        var query = new MenuQuery { Id = control, Index = (uint)choice };
        return Ask(QueryMenu, &query);
    }

    public bool Set(uint control, int value)
    {
        var setting = new Setting { Id = control, Value = value };
        return Ask(SetControl, &setting);
    }

    public void Dispose() => _file.Dispose();

    private bool Ask(uint request, void* argument)
    {
        int result;
        do
        {
            result = Ioctl(_file, request, argument);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        return result >= 0;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ioctl(SafeFileHandle file, nuint request, void* argument);

    /// <summary>struct v4l2_queryctrl.</summary>
    internal struct ControlQuery
    {
        public uint Id;
        public uint Type;
        public fixed byte Name[32];
        public int Lowest;
        public int Highest;
        public int Step;
        public int Default;
        public uint Flags;
        public fixed uint Reserved[2];
    }

    /// <summary>struct v4l2_querymenu, which is packed.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    internal struct MenuQuery
    {
        public uint Id;
        public uint Index;
        public fixed byte Name[32];
        public uint Reserved;
    }

    /// <summary>struct v4l2_control.</summary>
    internal struct Setting
    {
        public uint Id;
        public int Value;
    }
}
