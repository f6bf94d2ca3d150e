namespace Kiosk.Edge.Display;

/// <summary>The lamp or beacon that calls a person to the kiosk.</summary>
public interface IIndicator : IDisposable
{
    /// <summary>Turns it on or off. A lamp that does not work costs the lamp and nothing else.</summary>
    void Call(bool person);
}
