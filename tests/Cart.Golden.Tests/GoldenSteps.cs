using System.Text;
using System.Text.Json.Nodes;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Golden.Tests;

/// <summary>What each operation of a case means on the facade.</summary>
internal static class GoldenSteps
{
    public static async Task<JsonNode?> RunAsync(GoldenRun run, JsonObject step)
    {
        var name = (string?)(step["cart"] ?? step["into"]);
        var cart = name is null ? null : run.Cart(name);
        var result = (string)step["op"]! switch
        {
            "set_setting" => Set(run, step),
            "set_session" => SetSession(run, step),
            "set_discount" => await DoAsync(GoldenDiscounts.ChangeAsync(run.Services, (string)step["code"]!, step["fields"]!)),
            "delete_discount" => await DeleteDiscountAsync(run, (string)step["code"]!),
            "delete_product" => Delete(run, (string)step["product"]!),
            "validate_discount" => GoldenDiscounts.Validate(step["fields"]!),
            "tag" => await GoldenTags.RenderAsync(run, step),
            "same_cart" => await SameCartAsync(run.Cart((string)step["a"]!), run.Cart((string)step["b"]!)),
            "active_carts_of" => await CountAsync(run.Fresh("anyone").Facade.GetActiveUserCartsAsync(run.UserId((string)step["user"]!)!)),
            "all_carts_of" => await CountAsync(run.Fresh("anyone").Facade.GetUserCartsAsync(run.UserId((string)step["user"]!)!)),
            "state" => await StateAsync(run, cart!),
            var operation => await ChangeAsync(run, cart!, operation, step),
        };
        if (cart is not null)
        {
            await cart.NoteAsync();
        }

        return result;
    }

    private static Task<JsonNode?> ChangeAsync(GoldenRun run, GoldenCart cart, string operation, JsonObject step) => operation switch
    {
        "add" => AddAsync(run, cart.Facade, step),
        "update" => UpdateAsync(run, cart.Facade, step),
        "remove" => DoAsync(cart.Facade.RemoveAsync(ProductOf(run, step))),
        "clear" => DoAsync(cart.Facade.ClearAsync()),
        "add_bulk" => BulkAsync(run, cart.Facade, step),
        "merge" => MergeAsync(run, cart.Facade, step),
        "bind" => BindAsync(run, cart, step),
        "apply_discount" => AsNodeAsync(cart.Facade.ApplyDiscountAsync((string)step["code"]!), code => code),
        "remove_discount" => DoAsync(cart.Facade.RemoveDiscountAsync()),
        "checkout" => DoAsync(cart.Facade.CheckoutAsync()),
        "restore" => DoAsync(cart.Facade.RestoreAsync(CartJson.Read(Encoding.UTF8.GetBytes(step["payload"]?.ToJsonString() ?? "null")))),
        _ => ReadAsync(run, cart.Read(), operation, step),
    };

    private static async Task<JsonNode?> ReadAsync(GoldenRun run, ShoppingCart facade, string operation, JsonObject step) => operation switch
    {
        "items" => new JsonArray([.. (await facade.GetSnapshotAsync()).Lines.Select(ItemOf)]),
        "count" or "len" => await facade.CountAsync(),
        "unique_count" => (await facade.GetSnapshotAsync()).Lines.Length,
        "is_empty" => (await facade.GetSnapshotAsync()).IsEmpty,
        "contains" => await facade.ContainsAsync(ProductOf(run, step)),
        "summary" => Text(await facade.SummaryAsync()),
        "tax" => Text((await facade.TotalsAsync()).Tax),
        "shipping" => Text((await facade.TotalsAsync()).Shipping),
        "total" => Text((await facade.TotalsAsync()).Total),
        "discount_amount" => Text((await facade.TotalsAsync()).DiscountAmount),
        "discount_code" => (await facade.GetSnapshotAsync()).DiscountCodes.FirstOrDefault(),
        "discount_uses" => (await UsesAsync(run, (string)step["code"]!)),
        "shipping_options" => new JsonArray([.. (await facade.ShippingOptionsAsync()).Select(option =>
            new JsonObject { ["id"] = option.Id, ["name"] = option.Name, ["price"] = Text(option.Price) })]),
        "can_checkout" => await facade.FindCheckoutErrorAsync() is { } error
            ? new JsonArray(false, error.Reasons is [var first, ..] ? first.Message : error.Message)
            : new JsonArray(true, ""),
        "serialize" => JsonNode.Parse(await facade.SerializeAsync()),
        _ => throw new NotSupportedException($"There is no operation '{operation}'."),
    };

    private static async Task<JsonNode?> AddAsync(GoldenRun run, ShoppingCart facade, JsonObject step) => LineOf(await facade.AddAsync(
        ProductOf(run, step),
        GoldenValue.Decimal(step["unit_price"]!),
        GoldenValue.Quantity(step["quantity"]),
        TermsOf(step)));

    private static async Task<JsonNode?> UpdateAsync(GoldenRun run, ShoppingCart facade, JsonObject step) => LineOf(await facade.UpdateAsync(
        ProductOf(run, step),
        GoldenValue.Quantity(step["quantity"]),
        GoldenValue.OptionalDecimal(step["unit_price"]),
        TermsOf(step)));

    private static async Task<JsonNode?> BulkAsync(GoldenRun run, ShoppingCart facade, JsonObject step)
    {
        var items = step["items"]!.AsArray().Select(item => new BulkItem(
            run.Products[(string)item!["product"]!], GoldenValue.Decimal(item["unit_price"]!), GoldenValue.Quantity(item["quantity"])));
        var lines = await facade.AddBulkAsync([.. items], TermsOf(step));
        return new JsonArray([.. lines.Select(LineOf)]);
    }

    private static async Task<JsonNode?> MergeAsync(GoldenRun run, ShoppingCart facade, JsonObject step)
    {
        var source = run.Cart((string)step["from"]!);
        if (ReferenceEquals(source.Facade, facade))
        {
            await facade.MergeAsync(facade);
        }

        var strategy = MergeStrategies.Parse((string?)step["strategy"] ?? "add");
        await source.NoteAsync();
        await facade.MergeAsync(source.Facade, strategy);
        return null;
    }

    // A storefront binds the user who is signed in, or who was: the session goes with it.
    private static async Task<JsonNode?> BindAsync(GoldenRun run, GoldenCart cart, JsonObject step)
    {
        var user = run.UserId(GoldenValue.Text(step["user"]));
        await cart.Facade.BindToUserAsync(user);
        cart.Session.UserId = user;
        return null;
    }

    private static async Task<JsonNode?> StateAsync(GoldenRun run, GoldenCart cart)
    {
        await cart.NoteAsync();
        var (id, orders) = (cart.Id ?? default, cart.Scope.GetRequiredService<IOrderStore>());
        if (await orders.FindByCartAsync(id) is { } order)
        {
            return State(isCheckedOut: true, order.DiscountCodes.FirstOrDefault(), GoldenRun.UserOf(order.UserId), order.Lines.Length);
        }

        var snapshot = await cart.Scope.GetRequiredService<CartEngine>().GetAsync(id);
        return State(isCheckedOut: false, snapshot.DiscountCodes.FirstOrDefault(), GoldenRun.UserOf(snapshot.UserId), snapshot.Lines.Length);
    }

    private static JsonObject State(bool isCheckedOut, string? discount, string? user, int lines) =>
        new() { ["checked_out"] = isCheckedOut, ["discount"] = discount, ["user"] = user, ["lines"] = lines };

    private static JsonNode? Set(GoldenRun run, JsonObject step)
    {
        switch ((string)step["name"]!)
        {
            case "CART_MAX_QUANTITY_PER_ITEM":
                run.Options.MaxQuantityPerItem = (int?)step["value"];
                break;
            case "CART_MIN_ORDER_AMOUNT":
                run.Options.MinOrderAmount = GoldenValue.OptionalDecimal(step["value"]);
                break;
            case var other:
                throw new NotSupportedException($"There is no setting '{other}'.");
        }

        return null;
    }

    private static JsonNode? SetSession(GoldenRun run, JsonObject step)
    {
        run.Session((string)step["session"]!).Text = GoldenValue.Text(step["value"]);
        return null;
    }

    private static JsonNode? Delete(GoldenRun run, string product)
    {
        run.Products.Remove(product);
        return null;
    }

    private static async Task<JsonNode?> DeleteDiscountAsync(GoldenRun run, string code)
    {
        await run.Services.GetRequiredService<IDiscountStore>().DeleteAsync(DiscountCode.Parse(code));
        return null;
    }

    private static async Task<long> UsesAsync(GoldenRun run, string code) =>
        (await run.Services.GetRequiredService<IDiscountStore>().FindAsync(DiscountCode.Parse(code)))!.CurrentUses;

    private static async Task<JsonNode?> SameCartAsync(GoldenCart left, GoldenCart right) =>
        (await left.Facade.GetSnapshotAsync()).Id == (await right.Facade.GetSnapshotAsync()).Id;

    private static async Task<JsonNode?> CountAsync(Task<IReadOnlyList<UserCart>> carts) => (await carts).Count;

    private static GoldenProduct ProductOf(GoldenRun run, JsonObject step) => run.Products[(string)step["product"]!];

    // The seed checks on request only.
    private static ChangeOptions TermsOf(JsonObject step) =>
        new() { OwnPrices = !Flag(step, "validate_price"), CheckStock = Flag(step, "check_inventory") };

    private static bool Flag(JsonObject step, string name) => (bool?)step[name] ?? false;

    private static JsonNode LineOf(CartLine line) => new JsonObject
    {
        ["quantity"] = line.Quantity.ToInt32(),
        ["unit_price"] = Text(line.UnitPrice),
        ["total_price"] = Text(line.TotalPrice),
    };

    private static JsonNode ItemOf(CartLine line)
    {
        var item = LineOf(line).AsObject();
        item["type"] = line.Product.ContentTypeId == 7 ? "product" : "digital";
        item["id"] = line.Product.TryGetIntegerId(out var id) ? id : line.Product.ObjectId;
        return item;
    }

    private static string Text(decimal amount) => Currency.Usd.Format(amount);

    private static async Task<JsonNode?> DoAsync(Task change)
    {
        await change;
        return null;
    }

    private static async Task<JsonNode?> AsNodeAsync<T>(Task<T> change, Func<T, JsonNode?> asNode) => asNode(await change);
}
