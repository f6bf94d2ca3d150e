using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bindings.Shared;
using MQTTnet;
using MQTTnet.Exceptions;

namespace Bindings.MQTTnet.Tests;

public sealed class TlsTests
{
    [Fact]
    public async Task Talks_to_a_broker_whose_authority_it_trusts()
    {
        using var authority = Authority("Ours");
        await using var broker = await StartAsync(authority, "127.0.0.1");
        using var client = new TestClient();

        var result = await client.Mqtt.ConnectAsync(Trusting(broker, authority));

        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        await client.SubscribeAsync("secret");
        await client.Mqtt.PublishAsync(TestClient.Message("secret", "whisper"));
        Assert.Equal("whisper", await client.NextTextAsync());
    }

    [Fact]
    public async Task Refuses_a_broker_of_another_authority()
    {
        using var ours = Authority("Ours");
        using var theirs = Authority("Theirs");
        await using var broker = await StartAsync(theirs, "127.0.0.1");
        using var client = new TestClient();

        var error = await Assert.ThrowsAnyAsync<MqttCommunicationException>(
            () => client.Mqtt.ConnectAsync(Trusting(broker, ours)));

        Assert.Contains("certificate", error.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.False(client.Mqtt.IsConnected);
    }

    [Fact]
    public async Task Refuses_a_certificate_for_another_host()
    {
        using var authority = Authority("Ours");
        await using var broker = await StartAsync(authority, "127.0.0.2");
        using var client = new TestClient();

        await Assert.ThrowsAnyAsync<MqttCommunicationException>(
            () => client.Mqtt.ConnectAsync(Trusting(broker, authority)));
    }

    private static MqttClientOptions Trusting(MosquittoBroker broker, X509Certificate2 authority) =>
        TestClient.Options(broker)
            .WithTlsOptions(tls => tls
                .UseTls()
                .WithTrustChain([authority])
                .WithRevocationMode(X509RevocationMode.NoCheck))
            .Build();

    private static async Task<MosquittoBroker> StartAsync(X509Certificate2 authority, string address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=broker", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, authority.NotBefore, authority.NotAfter, [1, 2, 3, 4]);
        var folder = Directory.CreateTempSubdirectory("broker-tls-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        try
        {
            return await MosquittoBroker.StartAsync($"certfile {folder}/cert.pem", $"keyfile {folder}/key.pem");
        }
        finally
        {
            Directory.Delete(folder, recursive: true); // read at the start
        }
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
