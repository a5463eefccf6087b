using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;

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

    [Theory]
    [InlineData("carts", "carts", 1)]
    [InlineData("carts", "orders", 2)]
    public async Task The_disk_of_a_directory_is_told_once(string carts, string orders, int findings)
    {
        using var directory = new TemporaryDirectory();
        var services = new ServiceCollection().AddLogging();
        services.AddCartCore().UseEmbeddedCarts(Path.Combine(directory.Path, carts)).UseEmbeddedOrders(Path.Combine(directory.Path, orders));
        await using var host = services.BuildServiceProvider();

        var found = await host.GetRequiredService<StoreChecks>().RunAsync(
            new CheckContext(CheckMoment.Start, Production: true), TestContext.Current.CancellationToken);

        Assert.Equal(findings, found.Count(static finding => finding.Name == "embedded_disk"));
    }
}
