using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Kiosk.Edge.Display;

/// <summary>What one screen has yet to be told. It holds at most the end of a visit, the newest prompt since and the newest
/// sensor state: a screen that reads slowly misses what was between, never the last, and never that a visit is over.</summary>
/// <remarks>One reader; any thread may offer.</remarks>
internal sealed class ScreenSubscription(Action<ScreenSubscription> unsubscribe) : IDisposable
{
    /// <summary>A comment line, which browsers ignore and which finds out whether the screen is still there.</summary>
    private static readonly byte[] KeepAlive = ": keep-alive\n\n"u8.ToArray();

    // Capacity 1: what is lost when full is a second wake-up for what the first will read anyway.
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Lock _gate = new();
    private byte[]? _clear;
    private byte[]? _prompt;
    private byte[]? _sensors;

    /// <summary>Replaces the prompt that is waiting.</summary>
    internal void OfferPrompt(byte[] message)
    {
        lock (_gate)
        {
            _prompt = message;
        }

        Wake();
    }

    /// <summary>A prompt that is waiting is no longer shown, and the screen is told so before any that comes after.</summary>
    internal void OfferClear(byte[] message)
    {
        lock (_gate)
        {
            (_clear, _prompt) = (message, null);
        }

        Wake();
    }

    /// <summary>Replaces the sensor state that is waiting.</summary>
    internal void OfferSensors(byte[] message)
    {
        lock (_gate)
        {
            _sensors = message;
        }

        Wake();
    }

    /// <summary>Lets the reader go on; with nothing to tell, it gets a keep-alive comment.</summary>
    internal void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Messages in the format of server-sent events, UTF-8, each complete.</summary>
    internal async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var _ in _wake.Reader.ReadAllAsync(cancellationToken))
        {
            byte[]?[] waiting;
            lock (_gate)
            {
                waiting = [_sensors, _clear, _prompt];
                _sensors = _clear = _prompt = null;
            }

            foreach (var message in waiting)
            {
                if (message is not null)
                {
                    yield return message;
                }
            }

            if (Array.TrueForAll(waiting, message => message is null))
            {
                yield return KeepAlive;
            }
        }
    }

    /// <summary>Nothing more is offered.</summary>
    public void Dispose() => unsubscribe(this);
}
