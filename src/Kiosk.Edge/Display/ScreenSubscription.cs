using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Kiosk.Edge.Display;

/// <summary>What one screen has yet to be told. It holds at most the newest prompt and the newest sensor state: a screen
/// that reads slowly misses those between, never the last.</summary>
/// <remarks>One reader; any thread may offer.</remarks>
internal sealed class ScreenSubscription(Action<ScreenSubscription> unsubscribe) : IDisposable
{
    /// <summary>A comment line, which browsers ignore and which finds out whether the screen is still there.</summary>
    private static readonly byte[] KeepAlive = ": keep-alive\n\n"u8.ToArray();

    // Capacity 1: what is lost when full is a second wake-up for what the first will read anyway.
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private byte[]? _prompt;
    private byte[]? _sensors;

    /// <summary>Replaces the prompt, or its removal, that is waiting.</summary>
    internal void OfferPrompt(byte[] message)
    {
        Volatile.Write(ref _prompt, message);
        Wake();
    }

    /// <summary>Replaces the sensor state that is waiting.</summary>
    internal void OfferSensors(byte[] message)
    {
        Volatile.Write(ref _sensors, message);
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
            var sensors = Interlocked.Exchange(ref _sensors, null);
            var prompt = Interlocked.Exchange(ref _prompt, null);
            if (sensors is not null)
            {
                yield return sensors;
            }

            if (prompt is not null)
            {
                yield return prompt;
            }

            if (sensors is null && prompt is null)
            {
                yield return KeepAlive;
            }
        }
    }

    /// <summary>Nothing more is offered.</summary>
    public void Dispose() => unsubscribe(this);
}
