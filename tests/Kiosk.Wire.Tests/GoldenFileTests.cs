using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bindings.Shared;

namespace Kiosk.Wire.Tests;

public sealed class GoldenFileTests
{
    private static readonly string Root = RepositoryRoot.Path;

    private static readonly Dictionary<string, JsonTypeInfo> Types = new()
    {
        ["window"] = WireJson.Default.VisitWindow,
        ["receipt"] = WireJson.Default.WindowReceipt,
        ["state"] = WireJson.Default.KioskState,
        ["health"] = WireJson.Default.KioskHealth,
        ["fault"] = WireJson.Default.DeviceFault,
        ["desired"] = WireJson.Default.DesiredState,
    };

    public static TheoryData<string> Payloads => [.. Types.Keys];

    [Theory]
    [MemberData(nameof(Payloads))]
    public void A_payload_is_read_and_written_as_its_golden_file(string name)
    {
        var golden = Golden(name);

        var written = JsonSerializer.Serialize(JsonSerializer.Deserialize(golden, Types[name]), Types[name]);

        Assert.Equal(Indented(golden), Indented(written));
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public void A_payload_with_a_member_of_a_newer_version_is_read(string name)
    {
        var newer = $$"""{"not_known_yet": [1], {{Golden(name).TrimStart('{')}}""";

        Assert.NotNull(JsonSerializer.Deserialize(newer, Types[name]));
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public void A_payload_that_lacks_a_member_is_not_read(string name)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("{}", Types[name]));
    }

    [Fact]
    public void A_payload_with_a_null_where_there_must_be_counts_is_not_read()
    {
        var without = Golden("window").Replace("\"staff_calls\": 1", "\"staff_calls\": null", StringComparison.Ordinal);

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(without, WireJson.Default.VisitWindow));
    }

    [Fact]
    public void The_attributes_of_an_event_are_as_their_golden_file()
    {
        var id = new EventId(new KioskAddress("freshmart", "seoul-mapo", "kiosk-03"), "b7f3k2", 42);
        var closed = new DateTimeOffset(2026, 11, 20, 18, 41, 0, TimeSpan.FromHours(9));

        var attributes = CloudEvent.Attributes(id, Channels.Window, closed);

        Assert.Equal(
            JsonSerializer.Deserialize<Dictionary<string, string>>(Golden("attributes")),
            new Dictionary<string, string>(attributes));
    }

    [Fact]
    public void The_document_shows_every_golden_file()
    {
        var document = File.ReadAllText(Path.Combine(Root, "docs", "wire.md"));

        Assert.All(
            Directory.EnumerateFiles(Path.Combine(Root, "tests", "golden", "wire")),
            file => Assert.Contains(File.ReadAllText(file), document, StringComparison.Ordinal));
    }

    private static string Golden(string name) =>
        File.ReadAllText(Path.Combine(Root, "tests", "golden", "wire", $"{name}.json"));

    /// <summary>One form for both sides: what is compared is the members and their order, not the spaces.</summary>
    private static string Indented(string json)
    {
        using var document = JsonDocument.Parse(json);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            document.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
