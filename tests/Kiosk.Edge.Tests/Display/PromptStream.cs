namespace Kiosk.Edge.Tests.Display;

/// <summary>A screen: reads <c>/v1/prompts</c> as a browser does, but shows comments as well.</summary>
internal sealed class PromptStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private PromptStream(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _reader = new StreamReader(stream);
    }

    internal static async Task<PromptStream> OpenAsync(HttpClient client)
    {
        var response = await client.GetAsync(
            new Uri("/v1/prompts", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new PromptStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The lines of the next message joined by a space, or null when the server ended the stream.</summary>
    internal async Task<string?> NextAsync()
    {
        var lines = new List<string>();
        while (await _reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System) is { } line)
        {
            if (line.Length == 0)
            {
                return string.Join(' ', lines);
            }

            lines.Add(line);
        }

        return null;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
