using Microsoft.Win32.SafeHandles;

namespace System.Device.Gpio.Drivers;

/// <summary>One line of a chip. While there are callbacks, a thread of its own waits for edges.</summary>
internal sealed unsafe class GpioLine : IDisposable
{
    /// <summary>How long the thread waits before it looks whether it is still wanted.</summary>
    private const int LookMilliseconds = 100;

    private readonly int _offset;
    private readonly SafeFileHandle _file;
    private readonly Lock _gate = new();
    private readonly List<(PinEventTypes Edges, PinChangeEventHandler Tell)> _callbacks = [];
    private Thread? _waiter;
    private PinMode _mode = PinMode.Input;

    /// <exception cref="IOException">The chip does not give the line.</exception>
    public GpioLine(GpioChip chip, int offset)
    {
        _offset = offset;
        _file = chip.Request(offset, new Kernel.LineConfiguration { Flags = Kernel.Input });
    }

    public PinMode Mode
    {
        get => _mode;
        set
        {
            _mode = value;
            Configure();
        }
    }

    public PinValue Value
    {
        get
        {
            var values = new Kernel.LineValues { Mask = 1 };
            Kernel.Control(_file, Kernel.GetValues, ref values, $"read line {_offset}");
            return (values.Bits & 1) != 0;
        }

        set
        {
            var values = new Kernel.LineValues { Bits = value == PinValue.High ? 1UL : 0, Mask = 1 };
            Kernel.Control(_file, Kernel.SetValues, ref values, $"write line {_offset}");
        }
    }

    public void Add(PinEventTypes edges, PinChangeEventHandler callback)
    {
        lock (_gate)
        {
            _callbacks.Add((edges, callback));
            if (_waiter is null)
            {
                Configure();
                _waiter = new Thread(WaitForEdges) { IsBackground = true, Name = $"GPIO line {_offset}" };
                _waiter.Start();
            }
        }
    }

    public void Remove(PinChangeEventHandler callback)
    {
        Thread? ended = null;
        lock (_gate)
        {
            _callbacks.RemoveAll(one => one.Tell == callback);
            if (_callbacks.Count == 0)
            {
                (ended, _waiter) = (_waiter, null);
            }
        }

        Join(ended);
    }

    public void Dispose()
    {
        Thread? ended;
        lock (_gate)
        {
            _callbacks.Clear();
            (ended, _waiter) = (_waiter, null);
        }

        Join(ended);
        _file.Dispose();
    }

    /// <summary>Waits for a thread that is not wanted any more, unless it is the one that calls, from a callback.</summary>
    private static void Join(Thread? ended)
    {
        if (ended is not null && ended != Thread.CurrentThread)
        {
            ended.Join();
        }
    }

    private void Configure()
    {
        var configuration = _mode == PinMode.Output
            ? Kernel.LineConfiguration.OutputOf(high: false)
            : new Kernel.LineConfiguration { Flags = Flags() };
        Kernel.Control(_file, Kernel.SetConfig, ref configuration, $"make line {_offset} {_mode}");
    }

    private ulong Flags()
    {
        var edges = _callbacks.Count > 0 ? Kernel.EdgeRising | Kernel.EdgeFalling : 0;
        return Kernel.Input | edges | _mode switch
        {
            PinMode.InputPullUp => Kernel.PullUp,
            PinMode.InputPullDown => Kernel.PullDown,
            _ => 0,
        };
    }

    private void WaitForEdges()
    {
        var bytes = stackalloc byte[Kernel.EventLength];
        var entry = new Kernel.PollEntry
        {
            File = (int)_file.DangerousGetHandle(), // open as long as the thread: Dispose waits for it
            Wanted = Kernel.PollEntry.Readable,
        };
        while (_waiter == Thread.CurrentThread)
        {
            if (Kernel.Poll(&entry, 1, LookMilliseconds) <= 0)
            {
                continue;
            }

            try
            {
                RandomAccess.Read(_file, new Span<byte>(bytes, Kernel.EventLength), fileOffset: 0);
            }
            catch (IOException)
            {
                return; // the chip was taken away
            }

            // struct gpio_v2_line_event: 8 bytes of time, then which edge.
            Tell(*(uint*)(bytes + 8) == Kernel.RisingEdge ? PinEventTypes.Rising : PinEventTypes.Falling);
        }
    }

    private void Tell(PinEventTypes edge)
    {
        List<PinChangeEventHandler> told;
        lock (_gate)
        {
            told = [.. _callbacks.Where(one => one.Edges.HasFlag(edge)).Select(one => one.Tell)];
        }

        var change = new PinValueChangedEventArgs(edge, _offset);
        told.ForEach(callback => callback(this, change));
    }
}
