using System.Threading.Channels;
using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Display;

/// <summary>Where the local API puts what the kiosk app tells: the care loop's queue.</summary>
/// <param name="queue">Bounded, in mode <see cref="BoundedChannelFullMode.Wait"/>, so that a full queue refuses the
/// event and the app hears of it.</param>
public sealed class ScreenEventSink(ChannelWriter<ScreenEvent> queue)
{
    /// <summary>Hands an event on at once.</summary>
    /// <returns>False when the queue is full or the care loop is stopping.</returns>
    public bool TryAccept(ScreenEvent screenEvent) => queue.TryWrite(screenEvent);
}
