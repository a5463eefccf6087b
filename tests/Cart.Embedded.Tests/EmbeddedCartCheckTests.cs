using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Embedded.Tests;

public sealed class EmbeddedCartCheckTests
{
    private static readonly CheckContext Doctor = new(CheckMoment.Doctor, Production: true);

    [Fact]
    public async Task The_embedded_server_is_not_advised_to_do_what_only_redis_can()
    {
        using var directory = new TemporaryDirectory();
        var services = new ServiceCollection().AddLogging();
        services.AddCartCore().UseEmbedded(directory.Path);
        await using var host = services.BuildServiceProvider();

        var findings = await host.GetRequiredService<StoreChecks>().RunAsync(Doctor, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["embedded_disk", "embedded_memory", "redis_eviction", "redis_persistence", "redis_role", "redis_script_isolation", "redis_script_numbers", "redis_trial", "redis_version"],
            findings.Select(static finding => finding.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(findings, static finding => finding.Mend.Contains("replica", StringComparison.Ordinal) || finding.Found.Contains('!'));
        Assert.DoesNotContain(findings, static finding => finding.Level is CheckLevel.Refuse or CheckLevel.Away);
    }

    [Theory]
    [InlineData(80, CheckLevel.Ok)]
    [InlineData(81, CheckLevel.Warn)]
    public void Memory_above_four_fifths_of_what_is_there_is_a_warning(long used, CheckLevel level) =>
        Assert.Equal(level, EmbeddedMemory.Find(used << 20, 100L << 20).Level);
}
