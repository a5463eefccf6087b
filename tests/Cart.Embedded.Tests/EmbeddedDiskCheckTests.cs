using Cart.Engine;
using Cart.Testing;

namespace Cart.Embedded.Tests;

public sealed class EmbeddedDiskCheckTests
{
    [Fact]
    public async Task The_disk_is_checked_before_the_directory_exists()
    {
        using var directory = new TemporaryDirectory();
        var check = new EmbeddedDiskCheck(Path.Combine(directory.Path, "not", "there", "yet"));

        var findings = await check.CheckAsync(new CheckContext(CheckMoment.Start, Production: true), TestContext.Current.CancellationToken);

        Assert.Contains("MiB are free", Assert.Single(findings).Found, StringComparison.Ordinal);
    }
}
