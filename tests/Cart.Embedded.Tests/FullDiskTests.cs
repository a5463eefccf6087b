using System.Diagnostics;
using Cart.Engine;
using Cart.Testing;

namespace Cart.Embedded.Tests;

/// <summary>A disk that fills up and gets room again, while the server runs.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const string SkipReason = "Needs a Linux machine where a test may mount a tmpfs.";

    private readonly TemporaryDirectory _directory = new();
    private readonly bool _isMounted;

    public FullDiskTests() => _isMounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=40m,mode=0700", "cart-test", _directory.Path);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (_isMounted)
        {
            Run("umount", "-l", _directory.Path);
        }

        _directory.Dispose();
    }

    [Fact]
    public async Task When_room_is_made_again_the_server_works_within_seconds_and_has_all_that_it_acknowledged()
    {
        Assert.SkipUnless(_isMounted, SkipReason);
        var filler = Path.Combine(_directory.Path, "filler");
        await using var shop = await EmbeddedShop.StartAsync(Path.Combine(_directory.Path, "data"));
        var acknowledged = await shop.AddCartsAsync(20, Cancellation);
        for (var round = 0; round < 2; round++)
        {
            Fill(filler);
            while (await TryAddAsync(shop) is { } cart)
            {
                acknowledged.Add(cart);
            }

            Assert.NotNull(await WaitForOutageAsync(shop, isOut: true));
            Assert.Null(await TryAddAsync(shop));

            File.Delete(filler);
            await WaitForOutageAsync(shop, isOut: false);
            var watch = Stopwatch.StartNew();
            CartId? added;
            while ((added = await TryAddAsync(shop)) is null && watch.Elapsed < TimeSpan.FromSeconds(20))
            {
                await Task.Yield();
            }

            acknowledged.Add(added!.Value);
            Assert.Equal(acknowledged.Count, await shop.CountAsync(acknowledged, Cancellation));
        }
    }

    private static async Task<CartId?> TryAddAsync(EmbeddedShop shop)
    {
        var cart = CartId.New();
        try
        {
            await shop.Carts.ApplyAsync(cart, new AddLines(EmbeddedShop.Widget, 2, 9.99m), Cancellation);
            return cart;
        }
        catch (CartUnavailableException)
        {
            return null;
        }
    }

    private static async Task<string?> WaitForOutageAsync(EmbeddedShop shop, bool isOut)
    {
        var watch = Stopwatch.StartNew();
        while (shop.Server.Outage is null == isOut && watch.Elapsed < TimeSpan.FromSeconds(30))
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return shop.Server.Outage;
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in (int[])[1 << 20, 4096, 1])
        {
            try
            {
                while (true)
                {
                    file.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // Full, for this size.
            }
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
