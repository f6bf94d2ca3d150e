namespace Kiosk.Edge.Tests;

/// <summary>A test of what is written to a disk; skipped where temporary files are in memory, so that nothing is.</summary>
public sealed class DiskFactAttribute : FactAttribute
{
    private const int Bytes = 1 << 20;

    private static readonly string? Reason = Try();

    public DiskFactAttribute() => Skip = Reason;

    private static string? Try()
    {
        var file = Path.GetTempFileName();
        var before = DiskWrites.Bytes;
        using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write))
        {
            stream.Write(new byte[Bytes]);
            stream.Flush(flushToDisk: true);
        }

        var written = DiskWrites.Bytes - before;
        File.Delete(file);
        return written >= Bytes ? null : "Temporary files are in memory here; set TMPDIR to a folder on a disk.";
    }
}
