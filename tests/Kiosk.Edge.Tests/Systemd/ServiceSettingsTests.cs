using System.Text;
using Kiosk.Edge.Connection;
using Kiosk.Systemd;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kiosk.Edge.Tests.Systemd;

public sealed class ServiceSettingsTests
{
    private const string Valid = """{"Reporting":{"Chain":"a","Store":"b","Kiosk":"c"}}""";

    [Theory]
    [InlineData("--Sensing:Modee=Off", "There is no setting Sensing:Modee.")]
    [InlineData("--Display:Port:0=1", "Display:Port is one value and neither a list nor a section.")]
    [InlineData("--Sensing:PrivateSteps=pin", "Sensing:PrivateSteps is a list of texts: write [\"…\"] in JSON, "
        + "Sensing__PrivateSteps__0 in the environment, --Sensing:PrivateSteps:0=… as an argument.")]
    [InlineData("--Display:AllowedOrigins=https://a.example", "Display:AllowedOrigins is a list of texts: write [\"…\"] in JSON, "
        + "Display__AllowedOrigins__0 in the environment, --Display:AllowedOrigins:0=… as an argument.")]
    [InlineData("--Sensing:Mode=Sometimes", "Sensing:Mode is 'Sometimes' but must be OptIn or Notice or Off.")]
    [InlineData("--Sensing:Mode=7", "Sensing:Mode is '7' but must be OptIn or Notice or Off.")]
    [InlineData("--Reporting:KeepAlive=15s", "Reporting:KeepAlive is '15s' but must be a time, hh:mm:ss or d.hh:mm:ss.")]
    [InlineData("--Reporting:BrokerPort=mqtt", "Reporting:BrokerPort is 'mqtt' but must be a whole number.")]
    [InlineData("--Reporting:BrokerPort=", "Reporting:BrokerPort is '' but must be a whole number.")]
    [InlineData("--Reporting:BrokerTls=yes", "Reporting:BrokerTls is 'yes' but must be true or false.")]
    [InlineData("--Response:DistressAt=high", "Response:DistressAt is 'high' but must be a number.")]
    [InlineData("--Reporting:BrokerPort=0", "The field Reporting:BrokerPort must be between 1 and 65535.")]
    [InlineData("--Reporting:KeepAlive=00:00:01", "The field Reporting:KeepAlive must be between 00:00:05 and 00:20:00.")]
    [InlineData("--Reporting:Chain=", "The Reporting:Chain field is required.")]
    [InlineData("--Reporting:Store=A b", "Reporting:Store must be 1 to 64 characters of a-z 0-9 . _ - and start with a letter or digit.")]
    [InlineData("--Display:AllowedOrigins:0=a", "Display:AllowedOrigins: 'a' is not an origin; write it like "
        + "https://kiosk.shop.example, in lower case, without a path.")]
    [InlineData("--Sensing:PowerLine=55", "Sensing:PowerLine must be auto, 50, 60 or off.")]
    public void What_is_wrong_is_told_by_the_settings_full_name_with_what_is_allowed(string setting, string sentence) =>
        Assert.Equal(sentence, Assert.Single(Failures(Valid, setting)));

    [Theory]
    [InlineData("--Sensing:Camera=")]
    [InlineData("--Sensing:Mode=optin")]
    [InlineData("--sensing:fromage=0")]
    [InlineData("--Sensing:PrivateSteps=")]
    [InlineData("--Panel:CallLampLine=")]
    [InlineData("--Visit:IdleTimeout=0:1:30")]
    [InlineData("--Logging:LogLevel:Default=Debug")]
    [InlineData("--Urls=http://127.0.0.1:1")]
    [InlineData("--AllowedHosts=*")]
    public void What_the_framework_reads_is_taken(string setting)
    {
        using var host = Build(Valid, setting);

        Assert.Empty(ServiceSettings.Failures(host.Services));
        Assert.Empty(ServiceSettings.Unknown(host.Services));
    }

    [Theory]
    [InlineData("""["pin", "card"]""", "pin,card")]
    [InlineData("[]", "")]
    public void Lists_are_arrays_of_JSON(string list, string steps)
    {
        using var host = Build($$$"""{"Reporting":{"Chain":"a","Store":"b","Kiosk":"c"},"Sensing":{"PrivateSteps":{{{list}}}}}""");

        Assert.Empty(ServiceSettings.Failures(host.Services));
        Assert.Equal(steps, string.Join(',', host.Services.GetRequiredService<IOptions<ConsentOptions>>().Value.PrivateSteps));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[[\"pin\"]]")]
    [InlineData("""{"pin":{"private":true}}""")]
    public void What_is_no_list_of_texts_is_refused(string list) =>
        Assert.Single(Failures($$$"""{"Reporting":{"Chain":"a","Store":"b","Kiosk":"c"},"Sensing":{"PrivateSteps":{{{list}}}}}"""));

    [Fact]
    public void A_section_is_no_value() =>
        Assert.Equal("Sensing is a section of settings and has no value of its own.", Assert.Single(Failures(Valid, "--Sensing=auto")));

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once() =>
        Assert.Equal(4, Failures(Valid, "--Sensing:Modee=Off", "--Sensing:FromAge=old", "--Display:Port=-1", "--Visit:IdleTimeout=1").Count);

    [Fact]
    public void Names_at_the_top_that_nothing_reads_are_known()
    {
        using var host = Build("""{"Nonsense":{},"Sense":{"Mode":"Off"},"Mode":"Off","Logging":{"LogLevel":{"Default":"Warning"}}}""");

        Assert.Equal(["Mode", "Nonsense", "Sense"], ServiceSettings.Unknown(host.Services).Order(StringComparer.Ordinal));
    }

    private static IReadOnlyList<string> Failures(string json, params string[] settings)
    {
        using var host = Build(json, settings);
        return ServiceSettings.Failures(host.Services);
    }

    /// <summary>The environment is left out: it is another machine's in each run.</summary>
    private static Microsoft.Extensions.Hosting.IHost Build(string json, params string[] settings) => KioskHost.Build([], replace: builder =>
    {
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json)));
        builder.Configuration.AddCommandLine(settings);
    });
}
