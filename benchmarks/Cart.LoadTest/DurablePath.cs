using System.Text.Json;

namespace Cart.LoadTest;

/// <summary>
/// The way of an order to the disk. Whole checkouts (freeze, price, redeem, commit, finish) against one transaction for each order, with
/// the row of the discount locked where there is one; and the order store alone against the same rows in plain grouped inserts.
/// </summary>
internal sealed class DurablePath(int rounds, int callers)
{
    private const int FewOrders = 3_000;
    private const int ManyOrders = 20_000;

    public async Task RunAsync(string? json, CancellationToken cancellationToken)
    {
        await using var shop = await LoadedShop.OpenAsync(cancellationToken);
        await using var plain = new PlainOrders(Servers.Postgres!, shop.Schema);
        Contest[] contests =
        [
            new Contest("P6: whole checkouts, no discount", rounds, callers)
                .Add("one transaction an order", ManyOrders, token => plain.OneByOneAsync(ManyOrders, code: null, token))
                .Add("checkout", ManyOrders, token => shop.CheckoutsAsync(ManyOrders, code: null, token)),
            new Contest("P6: whole checkouts, all with one code", rounds, callers)
                .Add("one transaction an order, row locked", FewOrders, token => plain.OneByOneAsync(FewOrders, LoadedShop.Hot, token))
                .Add("checkout", ManyOrders, token => shop.CheckoutsAsync(ManyOrders, LoadedShop.Hot, token)),
            new Contest("P7: the order store alone, no discount", rounds, callers)
                .Add("plain grouped inserts", ManyOrders, token => plain.GroupedAsync(ManyOrders, code: null, token))
                .Add("order store", ManyOrders, token => shop.PlacementsAsync(ManyOrders, code: null, token)),
            new Contest("P7: the order store alone, all with one code", rounds, callers)
                .Add("plain grouped inserts", ManyOrders, token => plain.GroupedAsync(ManyOrders, LoadedShop.Hot, token))
                .Add("order store", ManyOrders, token => shop.PlacementsAsync(ManyOrders, LoadedShop.Hot, token)),
        ];
        foreach (var contest in contests)
        {
            await contest.RunAsync(cancellationToken);
            contest.Print();
        }

        await shop.CheckAsync(cancellationToken);
        if (json is not null)
        {
            var figures = contests.ToDictionary(static contest => contest.Name, static contest => contest.Rates);
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(figures), cancellationToken);
        }
    }
}
