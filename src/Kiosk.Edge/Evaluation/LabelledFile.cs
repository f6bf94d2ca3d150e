namespace Kiosk.Edge.Evaluation;

/// <summary>A picture or clip of a labelled set.</summary>
internal static class LabelledFile
{
    /// <summary>Where it is: absolute, or below the folder. Labels from Windows part folders by backslashes, which here may
    /// also be part of a name.</summary>
    public static string PathOf(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path : Path.Combine(folder, name.Replace('\\', '/'));
    }
}
