namespace Kiosk.Edge.Sensing;

/// <summary>The settings of a camera as Video4Linux knows them: whole numbers by id, some of them a choice from a menu.
/// A camera has only some.</summary>
internal interface ICameraControls : IDisposable
{
    /// <summary>The setting's lowest and highest value; null when the camera has no such setting, or none that may be
    /// changed.</summary>
    (int Lowest, int Highest)? Range(uint control);

    /// <summary>Whether a menu has this choice; not every choice between the lowest and the highest need be there.</summary>
    bool Offers(uint control, int choice);

    /// <summary>Sets it.</summary>
    /// <returns>False when the camera refuses: the value, at this moment, or because it is gone.</returns>
    bool Set(uint control, int value);
}
