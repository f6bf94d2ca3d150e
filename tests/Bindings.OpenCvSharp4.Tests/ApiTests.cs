using Bindings.Shared;
using OpenCvSharp;

namespace Bindings.OpenCvSharp4.Tests;

public sealed class ApiTests
{
    [Fact]
    public void Shows_every_member_of_the_list() => Assert.Empty(ApiSurface.Missing(typeof(Mat).Assembly));

    [Fact]
    public void Lists_no_member_that_nobody_calls() => Assert.Empty(ApiSurface.Uncalled("OpenCvSharp4"));
}
