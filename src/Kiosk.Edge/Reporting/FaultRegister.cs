using Kiosk.Wire;
using Microsoft.Extensions.Logging;

namespace Kiosk.Edge.Reporting;

/// <summary>The device faults that stand. A fault is raised once, however often the device fails, and cleared once it
/// works again. Called from any thread.</summary>
public sealed partial class FaultRegister(TimeProvider time, ILogger<FaultRegister> logger)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, DeviceFault> _standing = new(StringComparer.Ordinal);

    /// <summary>A fault was raised or cleared. Called outside of any lock, in the caller's thread.</summary>
    public event Action<DeviceFault>? Changed;

    /// <summary>The faults that stand now, by name.</summary>
    public IReadOnlyList<DeviceFault> Standing
    {
        get
        {
            lock (_lock)
            {
                return [.. _standing.Values];
            }
        }
    }

    /// <summary>The device does not work. Does nothing when the fault stands already.</summary>
    /// <param name="fault">Its stable name in snake_case, such as <c>camera_unreadable</c>.</param>
    /// <param name="detail">One sentence: what is wrong and what to do. Nothing of a customer.</param>
    public void Raise(string fault, string detail)
    {
        var now = time.GetUtcNow();
        var raised = new DeviceFault(1, fault, DeviceFault.Raised, now, now, detail);
        lock (_lock)
        {
            if (!_standing.TryAdd(fault, raised))
            {
                return;
            }
        }

        Log.FaultRaised(logger, fault, detail);
        Changed?.Invoke(raised);
    }

    /// <summary>The device works. Does nothing when no such fault stands.</summary>
    public void Clear(string fault)
    {
        DeviceFault? raised;
        lock (_lock)
        {
            if (!_standing.Remove(fault, out raised))
            {
                return;
            }
        }

        var cleared = raised with { Status = DeviceFault.Cleared, At = time.GetUtcNow() };
        Log.FaultCleared(logger, fault, cleared.At - cleared.Since);
        Changed?.Invoke(cleared);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1510, EventName = "FaultRaised", Level = LogLevel.Warning,
            Message = "Fault {Fault}: {Detail}")]
        public static partial void FaultRaised(ILogger logger, string fault, string detail);

        [LoggerMessage(EventId = 1511, EventName = "FaultCleared", Level = LogLevel.Information,
            Message = "Fault {Fault} is over after {Duration}.")]
        public static partial void FaultCleared(ILogger logger, string fault, TimeSpan duration);
    }
}
