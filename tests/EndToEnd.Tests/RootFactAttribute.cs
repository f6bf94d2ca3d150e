namespace EndToEnd.Tests;

/// <summary>A test that writes below <c>/etc</c>, reported as skipped for who may not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "Only root may write the browser's managed policies in /etc/chromium.";
        }
    }
}
