using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kiosk.Edge.Display;
using Kiosk.Edge.Reporting;

namespace Kiosk.Edge.Doctor;

/// <summary>Looks at the broker, its certificates and the customer screen.</summary>
internal sealed class NetworkChecks(ReportingOptions reporting, DisplayOptions display, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan SoonOver = TimeSpan.FromDays(30);

    /// <summary>Looks at everything.</summary>
    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken) =>
        [Authority(), await BrokerAsync(cancellationToken), await ScreenAsync(cancellationToken)];

    private Finding Authority()
    {
        const string Check = "certificate";
        if (reporting.BrokerCaFile is not { } file)
        {
            return Finding.Ok(Check, reporting.BrokerTls
                ? "The broker's certificate is held to the system's authorities."
                : "The connection to the broker is not TLS, so it needs no certificate.");
        }

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return new Finding(
                Check,
                Severity.Error,
                $"{file} holds no certificate that can be read ({error.Message.TrimEnd('.')}).",
                "The file is damaged or is not PEM.",
                "Copy the authority's certificate again.");
        }

        return authorities.Select(certificate => Validity(Check, $"The authority {certificate.Subject}", certificate))
            .MaxBy(finding => finding.Severity)
            ?? new Finding(
                Check, Severity.Error, $"{file} holds no certificate.", "The file is empty.", "Copy the authority's certificate again.");
    }

    private Finding Validity(string check, string whose, X509Certificate2 certificate)
    {
        var now = time.GetUtcNow();
        var (from, to) = (new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter));
        var text = string.Create(CultureInfo.InvariantCulture, $"{whose} is valid from {from:yyyy-MM-dd} to {to:yyyy-MM-dd}.");
        if (now < from || now > to)
        {
            return new Finding(
                check,
                Severity.Error,
                text,
                now < from ? "It is not valid yet, or this machine's clock is behind." : "It is over.",
                now < from ? "See the check of the clock." : "Get a new one from whoever runs the broker.");
        }

        return to - now < SoonOver
            ? new Finding(check, Severity.Warning, text, "It is over soon.", "Get a new one from whoever runs the broker.")
            : Finding.Ok(check, text);
    }

    private async Task<Finding> BrokerAsync(CancellationToken cancellationToken)
    {
        const string Check = "broker";
        var address = $"{reporting.BrokerHost}:{reporting.BrokerPort}";
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(reporting.BrokerHost, reporting.BrokerPort, either.Token);
            if (!reporting.BrokerTls)
            {
                return Finding.Ok(Check, $"{address} answers.");
            }

            using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false);
            await tls.AuthenticateAsClientAsync(TlsOptions(), either.Token);
            return tls.RemoteCertificate is X509Certificate2 shown
                ? Validity(Check, $"{address} answers; its certificate", shown)
                : Finding.Ok(Check, $"{address} answers.");
        }
        catch (AuthenticationException error)
        {
            return new Finding(
                Check,
                Severity.Error,
                $"{address} shows a certificate that is not trusted ({error.Message.TrimEnd('.')}).",
                "It is of another authority, for another name, or not valid at the time of this machine's clock.",
                "See the checks of certificate and clock, and Reporting:BrokerHost and BrokerCaFile.");
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new Finding(
                Check,
                Severity.Warning,
                $"{address} does not answer ({(error is OperationCanceledException ? $"nothing within {Patience.TotalSeconds:0} s" : error.Message.TrimEnd('.'))}).",
                "The network is away, the broker is down, or its address in the settings is wrong.",
                "See 'ip route', and Reporting:BrokerHost and BrokerPort; windows are kept for 30 days meanwhile.");
        }
    }

    /// <summary>As the worker holds the broker to its authority (<c>MqttUplink</c>).</summary>
    private SslClientAuthenticationOptions TlsOptions()
    {
        var options = new SslClientAuthenticationOptions { TargetHost = reporting.BrokerHost };
        if (reporting.BrokerCaFile is { } file)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(file);
            options.CertificateChainPolicy = policy;
        }

        return options;
    }

    private async Task<Finding> ScreenAsync(CancellationToken cancellationToken)
    {
        const string Check = "screen";
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{display.Port}/"), cancellationToken);
            return answer.IsSuccessStatusCode
                ? Finding.Ok(Check, $"The customer screen is served on port {display.Port}.")
                : new Finding(
                    Check,
                    Severity.Error,
                    $"Port {display.Port} answers with {(int)answer.StatusCode}.",
                    "Another program holds the port.",
                    "Find it with 'ss -ltnp', and stop it or set Display:Port.");
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new Finding(
                Check,
                Severity.Warning,
                $"Nothing is served on port {display.Port}.",
                "The worker does not run.",
                "See 'systemctl status carekiosk-edge'; start it with 'sudo systemctl start carekiosk-edge'.");
        }
    }
}
