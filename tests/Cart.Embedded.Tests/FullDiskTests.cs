using System.Diagnostics;
using Cart.Engine;
using Cart.Testing;

namespace Cart.Embedded.Tests;

/// <summary>A disk that fills up and gets room again, while the server runs.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly SmallDisk _disk = new(megabytes: 40);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task When_room_is_made_again_the_server_works_within_seconds_and_has_all_that_it_acknowledged()
    {
        Assert.SkipUnless(_disk.IsMounted, SmallDisk.SkipReason);
        await using var shop = await EmbeddedShop.StartAsync(Path.Combine(_disk.Path, "data"));
        var acknowledged = await shop.AddCartsAsync(20, Cancellation);
        for (var round = 0; round < 2; round++)
        {
            _disk.Fill();
            while (await TryAddAsync(shop) is { } cart)
            {
                acknowledged.Add(cart);
            }

            Assert.NotNull(await WaitForOutageAsync(shop, isOut: true));
            Assert.Null(await TryAddAsync(shop));

            _disk.Clear();
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
}
