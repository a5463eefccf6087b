using System.Security.Cryptography;
using Cart.Engine;
using Cart.Testing;

namespace Cart.Embedded.Tests;

/// <summary>Files of carts that are damaged while no server runs: the start is refused, nothing is written, and the right bytes bring all back.</summary>
public sealed class EmbeddedDamageTests : IDisposable
{
    private const string Log = "AOF/aof.log.0";

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Carts => Path.Combine(_directory.Path, "data", "carts");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("middle", Log)]
    [InlineData("first bytes", Log)]
    [InlineData("last bytes", Log)]
    [InlineData("emptied", Log)]
    [InlineData("cut in half", Log)]
    [InlineData("deleted", Log)]
    [InlineData("middle", "checksums")]
    public async Task Damage_refuses_the_start_names_the_file_and_keeps_it(string damage, string name)
    {
        var carts = await FillAsync(40);
        var path = Path.Combine(Carts, name);
        var right = await File.ReadAllBytesAsync(path, Cancellation);
        Damage(path, damage);
        var before = Contents();

        var unfit = Assert.Throws<UnfitStoreException>(() => EmbeddedCartServer.Start(Path.GetDirectoryName(Carts)!));

        Assert.Equal(CartDamage.Finding, Assert.Single(unfit.Findings).Name);
        Assert.Contains(path, unfit.Message, StringComparison.Ordinal);
        Assert.Contains("from a backup", unfit.Message, StringComparison.Ordinal);
        Assert.EndsWith("set Cart:Checks:Override to embedded_damage.", unfit.Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents());

        await File.WriteAllBytesAsync(path, right, Cancellation);
        Assert.Equal(40, await CountAsync(carts));
    }

    [Fact]
    public async Task Damage_of_a_checkpoint_refuses_the_start()
    {
        List<CartId> carts;
        await using (var shop = await EmbeddedShop.StartAsync(Path.GetDirectoryName(Carts)!))
        {
            carts = await shop.AddCartsAsync(40, Cancellation);
            await shop.Connection.GetDatabase().ExecuteAsync("SAVE");
            carts.AddRange(await shop.AddCartsAsync(10, Cancellation));
        }

        Assert.Equal(50, await CountAsync(carts));
        foreach (var path in Directory.GetFiles(Path.Combine(Carts, "Store"), "*", SearchOption.AllDirectories).Where(static file => new FileInfo(file).Length > 0))
        {
            var right = await File.ReadAllBytesAsync(path, Cancellation);
            Damage(path, "middle");

            var unfit = Assert.Throws<UnfitStoreException>(() => EmbeddedCartServer.Start(Path.GetDirectoryName(Carts)!));

            Assert.Contains(path, unfit.Message, StringComparison.Ordinal);
            await File.WriteAllBytesAsync(path, right, Cancellation);
        }

        Assert.Equal(50, await CountAsync(carts));
    }

    [Fact]
    public async Task Accepted_damage_moves_the_files_aside_and_starts_without_carts()
    {
        var carts = await FillAsync(40);
        Damage(Path.Combine(Carts, Log), "middle");
        var damaged = await File.ReadAllBytesAsync(Path.Combine(Carts, Log), Cancellation);

        await using (var shop = await EmbeddedShop.StartAsync(Path.GetDirectoryName(Carts)!, new EmbeddedServerSettings { AcceptDamage = true }))
        {
            Assert.Equal(0, await shop.CountAsync(carts, Cancellation));
            carts = await shop.AddCartsAsync(5, Cancellation);
        }

        var aside = Assert.Single(Directory.GetDirectories(Path.GetDirectoryName(Carts)!, "carts.damaged-*"));
        Assert.Equal(damaged, await File.ReadAllBytesAsync(Path.Combine(aside, Log), Cancellation));
        Assert.Equal(5, await CountAsync(carts));
    }

    [Fact]
    public async Task Carts_of_a_version_without_checksums_are_taken_over()
    {
        var carts = await FillAsync(40);
        File.Delete(Path.Combine(Carts, "checksums"));

        Assert.Equal(40, await CountAsync(carts));

        Damage(Path.Combine(Carts, Log), "middle");
        Assert.Throws<UnfitStoreException>(() => EmbeddedCartServer.Start(Path.GetDirectoryName(Carts)!));
    }

    [Theory]
    [InlineData("emptied")]
    [InlineData("deleted")]
    public async Task Without_checksums_a_log_shorter_than_its_commit_record_refuses_the_start(string damage)
    {
        await FillAsync(40);
        File.Delete(Path.Combine(Carts, "checksums"));
        Damage(Path.Combine(Carts, Log), damage);

        var unfit = Assert.Throws<UnfitStoreException>(() => EmbeddedCartServer.Start(Path.GetDirectoryName(Carts)!));

        Assert.Contains(Path.Combine(Carts, Log), unfit.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_a_crash_cut_short_is_no_damage()
    {
        var carts = await FillAsync(40);
        await File.AppendAllTextAsync(Path.Combine(Carts, "checksums"), "0badc0de begin 99 0 5", Cancellation);

        Assert.Equal(40, await CountAsync(carts));
        Assert.Equal(40, await CountAsync(carts));
    }

    [Fact]
    public async Task Checksums_whose_last_lines_a_power_cut_lost_are_no_damage()
    {
        var carts = await FillAsync(40);
        await using (var shop = await EmbeddedShop.StartAsync(Path.GetDirectoryName(Carts)!))
        {
            carts.AddRange(await shop.AddCartsAsync(3, Cancellation));
        }

        // A line that says that a file is gone is on the disk before the file goes.
        var lines = await File.ReadAllLinesAsync(Path.Combine(Carts, "checksums"), Cancellation);
        var kept = Array.FindLastIndex(lines, static line => line.Contains(" gone ", StringComparison.Ordinal) || line.Contains(" holds ", StringComparison.Ordinal)) + 1;
        await File.WriteAllLinesAsync(Path.Combine(Carts, "checksums"), lines[..kept], Cancellation);

        Assert.Equal(43, await CountAsync(carts));
    }

    private async Task<List<CartId>> FillAsync(int count)
    {
        await using var shop = await EmbeddedShop.StartAsync(Path.GetDirectoryName(Carts)!);
        return await shop.AddCartsAsync(count, Cancellation);
    }

    private async Task<int> CountAsync(List<CartId> carts)
    {
        await using var shop = await EmbeddedShop.StartAsync(Path.GetDirectoryName(Carts)!);
        return await shop.CountAsync(carts, Cancellation);
    }

    private Dictionary<string, string> Contents() => Directory.EnumerateFiles(Carts, "*", SearchOption.AllDirectories)
        .Where(static file => Path.GetFileName(file) is not "lock")
        .ToDictionary(static file => file, static file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    private static void Damage(string path, string how)
    {
        var bytes = File.ReadAllBytes(path);
        var used = bytes.AsSpan().TrimEnd((byte)0).Length;
        switch (how)
        {
            case "deleted":
                File.Delete(path);
                return;
            case "emptied":
                File.WriteAllBytes(path, []);
                return;
            case "cut in half":
                File.WriteAllBytes(path, bytes[..(used / 2)]);
                return;
        }

        var at = how switch { "first bytes" => 64, "last bytes" => Math.Max(used - 64, 0), _ => used / 2 };
        for (var index = at; index < Math.Min(at + 64, used); index++)
        {
            bytes[index] ^= 0x5A;
        }

        File.WriteAllBytes(path, bytes);
    }
}
