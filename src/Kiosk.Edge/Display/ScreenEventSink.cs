using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Display;

/// <summary>Where the local API puts what the kiosk app tells: the care loop's queue.</summary>
/// <param name="tryTake">Takes an event at once, or says that the queue is full or the care loop is stopping.</param>
/// <param name="closeFor">Closes the sensors if the event does, and nothing else.</param>
public sealed class ScreenEventSink(Func<ScreenEvent, bool> tryTake, Action<ScreenEvent> closeFor)
{
    /// <summary>Hands an event on at once.</summary>
    /// <returns>False when the queue is full or the care loop is stopping.</returns>
    public bool TryAccept(ScreenEvent screenEvent) => tryTake(screenEvent);

    /// <summary>For an event that is refused: what it closes is closed at once all the same.</summary>
    public void CloseFor(ScreenEvent screenEvent) => closeFor(screenEvent);
}
