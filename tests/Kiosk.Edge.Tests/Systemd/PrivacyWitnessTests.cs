using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Bindings.Shared;
using Kiosk.Systemd;

namespace Kiosk.Edge.Tests.Systemd;

/// <summary>The real witness, beside devices that are plain files.</summary>
public sealed partial class PrivacyWitnessTests : IDisposable
{
    private static readonly string Source = Path.Combine(RepositoryRoot.Path, "src", "Kiosk.Witness", "witness.cpp");
    private static readonly Lazy<string> Program = new(Built);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("witness-").FullName;
    private readonly Socket _journal = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly Witness _worker;
    private Process? _witness;

    /// <summary>What it may write to the journal, from its source.</summary>
    internal static IReadOnlyList<LogCatalogueEntry> Events { get; } =
    [
        .. EventsInSource().Matches(File.ReadAllText(Source))
            .Select(match => new LogCatalogueEntry(match.Groups[1].Value, int.Parse(match.Groups[2].Value), match.Groups[3].Value)),
    ];

    public PrivacyWitnessTests()
    {
        Directory.CreateDirectory(PathOf("dev/snd"));
        File.WriteAllText(PathOf("dev/video0"), "");
        File.WriteAllText(PathOf("dev/snd/pcmC0D0c"), "");
        File.WriteAllText(PathOf("dev/snd/pcmC0D0p"), "");
        File.WriteAllText(PathOf("net"), "h\nh\n    lo: 9 0 0 0 0 0 0 0 900 0 0\n  eth0: 5 0 0 0 0 0 0 0 1000 0 0\n");
        _journal.Bind(new UnixDomainSocketEndPoint(PathOf("journal")));
        _journal.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        _worker = new Witness(PathOf("claim"), PathOf("witness.json"));
        _worker.Claim(camera: false, microphone: false);
    }

    [Theory]
    [InlineData("video0", "camera")]
    [InlineData("snd/pcmC0D0c", "microphone")]
    public async Task A_worker_that_opens_a_device_without_saying_so_is_told_of_within_seconds(string device, string kind)
    {
        Start();
        var began = Stopwatch.GetTimestamp();
        using (File.OpenRead(PathOf($"dev/{device}")))
        {
            Assert.Equal($"The {kind} is open while the worker says that it is closed.", Told("WitnessContradicts"));
            Assert.True(Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(1.9)); // the time it is given to say so
            var seen = await UntilAsync(report => report.Camera.Contradicts || report.Microphone.Contradicts);
            Assert.Equal((kind == "camera", kind == "microphone"), (seen.Camera.Contradicts, seen.Microphone.Contradicts));
        }

        Assert.Equal($"The {kind} is as the worker says again.", Told("WitnessAgrees"));
    }

    [Fact]
    public async Task A_worker_that_opens_a_device_only_for_instants_is_told_of_too()
    {
        Start();
        await PastGraceAsync();
        for (var i = 0; i < 4; i++)
        {
            File.OpenRead(PathOf("dev/video0")).Dispose();
        }

        Assert.StartsWith("The camera is open", Told("WitnessContradicts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_once_at_each_device_of_a_camera_that_is_plugged_in_again_and_again_is_no_contradiction()
    {
        File.WriteAllText(PathOf("dev/video1"), "");
        Start(cameras: 2);
        for (var i = 0; i < 3; i++)
        {
            File.Delete(PathOf("dev/video0"));
            File.Delete(PathOf("dev/video1"));
            File.WriteAllText(PathOf("dev/video0"), ""); // opens it as well
            File.WriteAllText(PathOf("dev/video1"), "");
        }

        Assert.Equal((false, 0d), await ContradictionOfCameraAsync());
    }

    [Fact]
    public async Task Looking_once_at_each_of_many_devices_is_no_contradiction()
    {
        for (var device = 1; device < 6; device++)
        {
            File.WriteAllText(PathOf($"dev/video{device}"), "");
        }

        Start(cameras: 6);
        await PastGraceAsync();
        for (var device = 0; device < 6; device++)
        {
            File.OpenRead(PathOf($"dev/video{device}")).Dispose();
        }

        Assert.Equal((false, 0d), await ContradictionOfCameraAsync());
    }

    [Fact]
    public async Task A_worker_that_says_what_it_does_is_not_contradicted()
    {
        Start();
        _worker.Claim(camera: true);
        using (File.OpenRead(PathOf("dev/video0")))
        {
            var seen = await UntilAsync(report => report.Camera.Open);
            Assert.False(seen.Camera.Contradicts);
        }

        _worker.Claim(camera: false);
        var closed = await UntilAsync(report => !report.Camera.Open);
        Assert.Equal((false, 0d), (closed.Camera.Contradicts, closed.Camera.UnclaimedSeconds));
    }

    [Fact]
    public async Task A_camera_that_is_plugged_in_later_is_watched()
    {
        Start();
        File.WriteAllText(PathOf("dev/video1"), "");
        await UntilAsync(report => report.Camera.Devices == 2);
        using var open = File.OpenRead(PathOf("dev/video1"));

        Assert.StartsWith("The camera is open", Told("WitnessContradicts"), StringComparison.Ordinal);
    }

    /// <summary>The second node of a camera gives descriptions of its pictures, and nobody opens it.</summary>
    [Fact]
    public async Task A_witness_that_starts_while_a_camera_of_two_devices_is_open_agrees_when_it_is_closed()
    {
        File.WriteAllText(PathOf("dev/video1"), "");
        _worker.Claim(camera: true);
        using (File.OpenRead(PathOf("dev/video0")))
        {
            Start(cameras: 2);
            await UntilAsync(report => report.Camera.Open);
        }

        await UntilAsync(report => !report.Camera.Open);
        _worker.Claim(camera: false);
        Assert.Equal((false, 0d), await ContradictionOfCameraAsync());
    }

    [Fact]
    public async Task A_witness_that_started_after_a_camera_had_failed_to_open_agrees_when_the_worker_says_so()
    {
        _worker.Claim(camera: true);
        Start();
        await UntilAsync(report => report.Camera.Open);

        _worker.Claim(camera: false);

        await UntilAsync(report => !report.Camera.Open);
        Assert.Equal((false, 0d), await ContradictionOfCameraAsync());
    }

    [Fact]
    public async Task A_camera_that_is_plugged_in_while_another_is_open_is_not_taken_as_open()
    {
        Start();
        _worker.Claim(camera: true);
        using (File.OpenRead(PathOf("dev/video0")))
        {
            await UntilAsync(report => report.Camera.Open);
            File.WriteAllText(PathOf("dev/video1"), "");
            await UntilAsync(report => report.Camera.Devices == 2);
        }

        _worker.Claim(camera: false);
        await UntilAsync(report => !report.Camera.Open);
        Assert.Equal((false, 0d), await ContradictionOfCameraAsync());
    }

    [Fact]
    public async Task A_camera_that_is_unplugged_while_it_is_open_is_gone()
    {
        Start();
        _worker.Claim(camera: true);
        using (File.OpenRead(PathOf("dev/video0")))
        {
            await UntilAsync(report => report.Camera.Open);
            File.Delete(PathOf("dev/video0"));
            await UntilAsync(report => report.Camera.Devices == 0);
        }

        Assert.Equal((false, 0d), await ContradictionOfCameraAsync());
        Assert.Equal(0, _worker.Read()!.Camera.Devices); // it wrote a report just now
    }

    [Fact]
    public async Task Playing_a_sound_is_not_listening()
    {
        Start();
        using var speaker = File.OpenRead(PathOf("dev/snd/pcmC0D0p"));
        using var camera = File.OpenRead(PathOf("dev/video0"));

        Told("WitnessContradicts");
        Assert.False((await UntilAsync(report => report.Camera.Open)).Microphone.Open);
    }

    [Fact]
    public async Task Counts_what_leaves_the_box_but_not_what_stays_in_it()
    {
        Start();
        File.WriteAllText(PathOf("net"), "h\nh\n    lo: 9 0 0 0 0 0 0 0 99900 0 0\n  eth0: 5 0 0 0 0 0 0 0 4500 0 0\n wwan0: 5 0 0 0 0 0 0 0 500 0 0\n");
        using var camera = File.OpenRead(PathOf("dev/video0"));

        Assert.Equal(4000, (await UntilAsync(report => report.Camera.Open)).SentBytes);
    }

    [Fact]
    public async Task A_journal_that_does_not_read_does_not_keep_it_from_watching()
    {
        Start();
        using (var full = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false })
        {
            full.Connect(new UnixDomainSocketEndPoint(PathOf("journal")));
            var error = SocketError.Success;
            while (error == SocketError.Success)
            {
                full.Send("nobody reads it"u8, SocketFlags.None, out error);
            }

            Assert.Equal(SocketError.WouldBlock, error);
        }

        using (File.OpenRead(PathOf("dev/video0")))
        {
            await UntilAsync(report => report.Camera.Contradicts);
        }

        await UntilAsync(report => !report.Camera.Contradicts);
    }

    [Fact]
    public void Its_events_are_those_of_the_catalogue()
    {
        Assert.NotEmpty(Events);
        Assert.All(Events, one => Assert.Equal(LogCatalogue.ByName[one.EventName], one));
    }

    public void Dispose()
    {
        if (_witness is not null)
        {
            _witness.Kill();
            _witness.WaitForExit();
            _witness.Dispose();
        }

        _journal.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex("""\{"(\w+)", (\d+), "([0-9a-f]{32})", \d\}""")]
    private static partial Regex EventsInSource();

    private static string Built()
    {
        var program = Path.Combine(Directory.CreateTempSubdirectory("witness-").FullName, "carekiosk-witness");
        using var compiler = Process.Start("g++", ["-std=c++17", "-O2", "-Wall", "-Wextra", "-Werror", Source, "-o", program]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return program;
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Start(int cameras = 1)
    {
        _witness = Process.Start(
            Program.Value,
            [
                "--dev", PathOf("dev"), "--claim", PathOf("claim"), "--report", PathOf("witness.json"), "--net", PathOf("net"),
                "--journal", PathOf("journal"),
            ]);
        Assert.Equal($"Watching {cameras} camera devices and 1 microphone devices.", Told("WitnessStarted"));
    }

    /// <summary>The journal's next entry, which must be this event with the catalogue's id.</summary>
    private string Told(string name)
    {
        var bytes = new byte[2048];
        var fields = Encoding.UTF8.GetString(bytes, 0, _journal.Receive(bytes)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(field => field.Split('=', 2))
            .ToDictionary(field => field[0], field => field[1]);
        Assert.Equal((name, LogCatalogue.MessageId(name)), (fields["CAREKIOSK_EVENT"], fields["MESSAGE_ID"]));
        return fields["MESSAGE"];
    }

    /// <summary>Waits until no device counts as just plugged in.</summary>
    private static Task PastGraceAsync() => Task.Delay(TimeSpan.FromSeconds(2.1), TimeProvider.System);

    /// <summary>What is told of the camera once the grace is over for certain: a microphone that is opened now is told of
    /// after it.</summary>
    private async Task<(bool Contradicts, double UnclaimedSeconds)> ContradictionOfCameraAsync()
    {
        using var microphone = File.OpenRead(PathOf("dev/snd/pcmC0D0c"));
        Assert.StartsWith("The microphone is open", Told("WitnessContradicts"), StringComparison.Ordinal);
        var seen = await UntilAsync(report => report.Microphone.Contradicts);
        return (seen.Camera.Contradicts, seen.Camera.UnclaimedSeconds);
    }

    private async Task<WitnessReport> UntilAsync(Func<WitnessReport, bool> wanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (_worker.Read() is { } report && wanted(report))
            {
                return report;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }
}
