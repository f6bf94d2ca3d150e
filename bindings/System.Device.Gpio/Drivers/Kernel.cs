using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

#pragma warning disable CS0649 // fields that only the kernel writes, or nobody

namespace System.Device.Gpio.Drivers;

/// <summary>The kernel's GPIO character device, second interface: include/uapi/linux/gpio.h. The structures and the
/// request numbers are the same on every 64-bit architecture.</summary>
internal static unsafe partial class Kernel
{
    public const nuint ChipInfo = 0x8044B401; // _IOR(0xB4, 0x01, struct gpiochip_info), 68 bytes
    public const nuint GetLine = 0xC250B407; // _IOWR(0xB4, 0x07, struct gpio_v2_line_request), 592 bytes
    public const nuint SetConfig = 0xC110B40D; // _IOWR(0xB4, 0x0D, struct gpio_v2_line_config), 272 bytes
    public const nuint GetValues = 0xC010B40E; // _IOWR(0xB4, 0x0E, struct gpio_v2_line_values), 16 bytes
    public const nuint SetValues = 0xC010B40F; // _IOWR(0xB4, 0x0F, struct gpio_v2_line_values), 16 bytes

    public const ulong Input = 1 << 2; // enum gpio_v2_line_flag
    public const ulong Output = 1 << 3;
    public const ulong EdgeRising = 1 << 4;
    public const ulong EdgeFalling = 1 << 5;
    public const ulong PullUp = 1 << 8;
    public const ulong PullDown = 1 << 9;

    public const uint RisingEdge = 1; // enum gpio_v2_line_event_id
    public const int EventLength = 48; // struct gpio_v2_line_event

    private const int OpenReadWrite = 0x2;
    private const int OpenCloseOnExec = 0x80000;

    /// <summary>Opens a chip.</summary>
    /// <exception cref="IOException">It is not there or may not be opened.</exception>
    public static SafeFileHandle Open(string path)
    {
        var handle = OpenFile(path, OpenReadWrite | OpenCloseOnExec);
        if (handle.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeErrorMessage();
            handle.Dispose();
            throw new IOException($"The GPIO chip {path} can't be opened: {error}.");
        }

        return handle;
    }

    /// <summary>Calls the kernel.</summary>
    /// <exception cref="IOException">It refuses; the message says what was asked and why not.</exception>
    public static void Control<T>(SafeFileHandle file, nuint request, ref T argument, string purpose)
        where T : unmanaged
    {
        fixed (T* pointer = &argument)
        {
            if (Ioctl(file, request, pointer) < 0)
            {
                throw new IOException($"The kernel can't {purpose}: {Marshal.GetLastPInvokeErrorMessage()}.");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeFileHandle file, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int timeoutMilliseconds);

    /// <summary>struct pollfd.</summary>
    public struct PollEntry
    {
        public const short Readable = 1; // POLLIN
        public int File;
        public short Wanted;
        public short Happened;
    }

    /// <summary>struct gpiochip_info.</summary>
    public struct ChipInformation
    {
        public fixed byte Name[32];
        public fixed byte Label[32];
        public uint Lines;
    }

    /// <summary>struct gpio_v2_line_config; only its flags, and for an output its first value, are used.</summary>
    public struct LineConfiguration
    {
        private const uint OutputValues = 2; // enum gpio_v2_line_attr_id

        public ulong Flags;
        public uint AttributeCount;
        public fixed uint Padding[5];
        public uint AttributeId; // attrs[0] of 10, each struct gpio_v2_line_config_attribute
        public uint AttributePadding;
        public ulong AttributeValues;
        public ulong AttributeMask;
        public fixed byte OtherAttributes[9 * 24];

        /// <summary>An output that begins with a level.</summary>
        public static LineConfiguration OutputOf(bool high) => new()
        {
            Flags = Output,
            AttributeCount = 1,
            AttributeId = OutputValues,
            AttributeValues = high ? 1UL : 0,
            AttributeMask = 1,
        };
    }

    /// <summary>struct gpio_v2_line_request.</summary>
    public struct LineRequest
    {
        public fixed uint Offsets[64];
        public fixed byte Consumer[32];
        public LineConfiguration Configuration;
        public uint LineCount;
        public uint EventBufferSize;
        public fixed uint Padding[5];
        public int File;
    }

    /// <summary>struct gpio_v2_line_values, of one line.</summary>
    public struct LineValues
    {
        public ulong Bits;
        public ulong Mask;
    }
}
