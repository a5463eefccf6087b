using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cart.Faults;

/// <summary>Compares what the workers were told with what the stores hold at rest.</summary>
internal sealed class EpisodeCheck(IReadOnlyList<WorkNote> notes, long cartsLostAt)
{
    private readonly Dictionary<string, Order> _orders = [];
    private readonly List<CartSnapshot> _carts = [];
    private readonly List<string> _violations = [];
    private long _histories;

    public EpisodeReport Report()
    {
        CheckAnswers();
        CheckEvents();
        CheckUnits();
        if (cartsLostAt == 0)
        {
            CheckHistories();
        }

        return new EpisodeReport(
            notes.Count(static note => note is { IsAnswer: false, Cart: not null }), _orders.Count, _histories, _violations);
    }

    public async Task LoadAsync(IServiceProvider services, string postgres, string schema, CancellationToken cancellationToken)
    {
        var (carts, orders) = (services.GetRequiredService<ICartStore>(), services.GetRequiredService<IOrderStore>());
        foreach (var text in notes.Select(static note => note.Cart).OfType<string>().Distinct())
        {
            _ = CartId.TryParse(text, out var cart);
            await LoadCartAsync(cart);
            if (await orders.FindByCartAsync(cart, cancellationToken) is { } order)
            {
                _orders.Add(text, order);
            }
        }

        await CheckTablesAsync(postgres, schema, cancellationToken);
        await CheckDiscountsAsync(services, cancellationToken);

        async Task LoadCartAsync(CartId cart)
        {
            var snapshot = await carts.GetAsync(cart, cancellationToken);
            _carts.Add(snapshot);
            Check(snapshot.State is CartState.Open or CartState.Ordered, $"cart {cart} is still {snapshot.State}");
            if (snapshot.Successor is { } successor)
            {
                await LoadCartAsync(successor);
            }
        }
    }

    private void Check(bool holds, string violation)
    {
        if (!holds)
        {
            _violations.Add(violation);
        }
    }

    private async Task CheckTablesAsync(string postgres, string schema, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        (string Rule, string Sql)[] rules =
        [
            ("a cart has two orders", "SELECT count(*) FROM (SELECT cart_id FROM $.orders GROUP BY cart_id HAVING count(*) > 1) x"),
            ("an order and its checkout differ", "SELECT count(*) FROM $.orders o LEFT JOIN $.checkouts c ON c.order_id = o.id AND c.cart_id = o.cart_id AND c.fence >= o.fence WHERE c.cart_id IS NULL"),
            ("a checkout names an order that is not there", "SELECT count(*) FROM $.checkouts c WHERE order_id IS NOT NULL AND NOT EXISTS (SELECT FROM $.orders o WHERE o.id = c.order_id)"),
            ("an order does not sum up", "SELECT count(*) FROM $.orders o WHERE summary <> (SELECT coalesce(sum(total_price), 0) FROM $.order_lines l WHERE l.order_id = o.id)"),
            ("an order with a discount has no redemption, or the other way round", "SELECT count(*) FROM $.orders o LEFT JOIN $.discount_redemptions r ON r.order_id = o.id WHERE (o.discount_code IS NULL) <> (r.order_id IS NULL)"),
            ("the counted uses are not the redemptions", "SELECT count(*) FROM $.discounts d WHERE max_uses IS NOT NULL AND granted - returned <> (SELECT count(*) FROM $.discount_redemptions r WHERE r.discount_id = d.id AND returned_at IS NULL)"),
            ("a discount was used more often than it can be", "SELECT count(*) FROM $.discounts WHERE granted - returned > max_uses"),
            ("a customer used a discount too often", "SELECT count(*) FROM (SELECT customer FROM $.discount_redemptions r JOIN $.discounts d ON d.id = r.discount_id WHERE d.max_uses_per_customer = 1 GROUP BY d.id, customer HAVING count(*) > 1) x"),
            ("the outbox is not empty", "SELECT count(*) FROM $.outbox"),
        ];
        foreach (var (rule, sql) in rules)
        {
            await using var command = source.CreateCommand(sql.Replace("$", schema, StringComparison.Ordinal));
            Check((long)(await command.ExecuteScalarAsync(cancellationToken))! == 0, rule);
        }
    }

    private async Task CheckDiscountsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var stored = (await services.GetRequiredService<IDiscountStore>().FindAsync(WorkSettings.Rush, cancellationToken))!;
        var cached = await services.GetRequiredService<IDiscountGate>().FindAsync(WorkSettings.Rush, cancellationToken);
        Check(cached is null || cached.Granted <= stored.Granted, $"the gate counts {cached?.Granted} uses, the database {stored.Granted}");
        Check(cached is null || cartsLostAt > 0 || cached.Granted == stored.Granted, $"at rest the gate counts {cached?.Granted} uses, the database {stored.Granted}");
    }

    private void CheckAnswers()
    {
        foreach (var note in notes.Where(static note => note.What == "bug" && note.Answer != "asked for"))
        {
            Check(false, $"a worker failed: {note.Answer}");
        }

        foreach (var note in notes.Where(static note => note is { What: "checkout", Order: not null }))
        {
            Check(
                _orders.TryGetValue(note.Cart!, out var order) && order.Id.ToString() == note.Order,
                $"a worker was told of order {note.Order} of cart {note.Cart}, which is not there");
            Check(
                order is null || order.Lines.Select(static line => line.Product.ToString()).SequenceEqual(note.Lines!),
                $"order {note.Order} is not what the worker was told");
        }
    }

    private void CheckEvents()
    {
        foreach (var what in new[] { "checked_out", "placed" })
        {
            var heard = notes.Where(note => note.What == what).Select(static note => note.Order).ToHashSet();
            foreach (var order in _orders.Values)
            {
                Check(heard.Contains(order.Id.ToString()), $"nobody heard that order {order.Id} was {what}");
            }
        }
    }

    // What was acknowledged is in an order or in a live cart, once; what was refused is nowhere.
    private void CheckUnits()
    {
        var found = _orders.Values.SelectMany(static order => order.Lines).Concat(_carts.SelectMany(static cart => cart.Lines))
            .GroupBy(static line => line.Product.ToString())
            .ToDictionary(static lines => lines.Key, static lines => lines.Sum(static line => (long)line.Quantity.Value));
        var answers = notes.Where(static note => note is { What: "add", IsAnswer: true }).ToDictionary(static note => note.Operation);
        foreach (var add in notes.Where(static note => note is { What: "add", IsAnswer: false }))
        {
            var units = found.GetValueOrDefault(add.Product!);
            var answer = answers.GetValueOrDefault(add.Operation);
            Check(units is 0 || units == add.Quantity, $"{add.Quantity} x {add.Product} were added, {units} are there");
            if (answer is { Answer: "Ok" } && add.At > cartsLostAt)
            {
                Check(units == add.Quantity, $"{add.Product} was acknowledged in cart {add.Cart} and is gone");
            }
            else if (answer is { Uncertain: false } and not { Answer: "Ok" })
            {
                Check(units == 0, $"{add.Product} was refused as {answer.Answer} and is there");
            }
        }
    }

    private void CheckHistories()
    {
        foreach (var cart in notes.Where(static note => note.Cart is not null).GroupBy(static note => note.Cart!))
        {
            var history = CartHistory.Of(cart);
            if (history.Count <= 60)
            {
                _histories++;
                Check(
                    Linearizability.Holds(history, default),
                    $"no order of operations explains cart {cart.Key}: {string.Join("; ", history.Select(static operation => operation.ToString()))}");
            }
        }
    }
}
