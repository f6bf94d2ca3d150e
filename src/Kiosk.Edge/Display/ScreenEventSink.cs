using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Display;

/// <summary>Where the local API puts what the kiosk app tells: the care loop's queue.</summary>
/// <param name="tryTake">Takes an event at once, or says that the queue is full or the care loop is stopping.</param>
public sealed class ScreenEventSink(Func<ScreenEvent, bool> tryTake)
{
    /// <summary>Hands an event on at once.</summary>
    /// <returns>False when the queue is full or the care loop is stopping.</returns>
    public bool TryAccept(ScreenEvent screenEvent) => tryTake(screenEvent);
}
