using Microsoft.Win32.SafeHandles;

namespace System.Device.Gpio.Drivers;

/// <summary>An open GPIO chip.</summary>
internal sealed unsafe class GpioChip : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;

    /// <exception cref="IOException">It is not there, may not be opened or is no GPIO chip.</exception>
    public GpioChip(string path)
    {
        _path = path;
        _file = Kernel.Open(path);
        var information = default(Kernel.ChipInformation);
        try
        {
            Kernel.Control(_file, Kernel.ChipInfo, ref information, $"tell of {path}");
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        Lines = (int)information.Lines;
    }

    /// <summary>How many lines it has.</summary>
    public int Lines { get; }

    /// <summary>Takes a line for this process alone.</summary>
    /// <exception cref="IOException">There is no such line or another program holds it.</exception>
    public SafeFileHandle Request(int offset, in Kernel.LineConfiguration configuration)
    {
        var request = new Kernel.LineRequest { Configuration = configuration, LineCount = 1 };
        request.Offsets[0] = (uint)offset;
        "System.Device.Gpio"u8.CopyTo(new Span<byte>(request.Consumer, 31));
        Kernel.Control(_file, Kernel.GetLine, ref request, $"give line {offset} of {_path}");
        return new SafeFileHandle(request.File, ownsHandle: true);
    }

    public void Dispose() => _file.Dispose();
}
