using System.CommandLine;
using System.Globalization;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary>Represents <c>cart carts list</c>, which lists the carts of a store, a page at a time.</summary>
internal sealed class ListCartsCommand : StoreCommand
{
    private const string Details = """
        Lists carts without their lines, in no particular order. A page can be shorter than
        --limit, and even empty, before the last one: go on while it names a cursor
        (next_cursor in JSON, null on the last page). The id of a shopper's cart lets whoever
        knows it change the cart: keep the list to yourself.

        Examples:
          cart carts list --limit 20 --redis localhost:6379
          cart carts list --json --data data

        Exit codes:
          0    the carts were listed, also when there are none
          1    the store did not answer
          2    the command line is wrong
        """;

    private readonly Option<int> _limit = SharedOptions.Limit();
    private readonly Option<string?> _cursor = new("--cursor") { HelpName = "CURSOR", Description = "Continue after the page that named this cursor." };

    public ListCartsCommand()
        : base("list", "Lists carts.", StoreParts.Carts, Details) => AddFirst(_limit, _cursor);

    protected override async Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        CartPage page;
        try
        {
            page = await call.Services.GetRequiredService<ICartDirectory>()
                .ListAsync(parsed.GetValue(_cursor), parsed.GetValue(_limit), cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException)
        {
            return call.Refuse($"--cursor is not a cursor of {call.Stores.Carts}; give what the page before named.");
        }

        call.Answer(TextOf(page), new
        {
            Carts = page.Carts.Select(static cart => new
            {
                Id = cart.Id.ToString(),
                cart.State,
                cart.Version,
                cart.UserId,
                cart.UniqueCount,
                cart.Count,
                CreatedAt = cart.CreatedAt.UtcDateTime,
                ChangedAt = cart.ChangedAt.UtcDateTime,
            }),
            NextCursor = page.Next,
        });
        return ExitCode.Done;
    }

    private static string TextOf(CartPage page)
    {
        IEnumerable<string> lines = page.Carts.Select(static cart => string.Create(
            CultureInfo.InvariantCulture,
            $"{cart.Id}  {AnswerText.Time(cart.ChangedAt)}  {AnswerText.Words(cart.State),-12} {cart.UniqueCount,4} line(s) {cart.Count,7} unit(s)  {cart.UserId ?? "a guest"}"));
        return string.Join('\n', lines.Append(page.Next is null ? $"{page.Carts.Length} cart(s)" : $"more: --cursor {page.Next}"));
    }
}

/// <summary>Represents <c>cart carts show ID</c>, which shows one cart without changing it.</summary>
internal sealed class ShowCartCommand : StoreCommand
{
    private const string Details = """
        Reads the cart and changes nothing, not even its expiry. The id of a shopper's cart
        lets whoever knows it change the cart: keep it to yourself.

        Examples:
          cart carts show 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --redis localhost:6379
          cart carts show 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --data data --json

        Exit codes:
          0    the cart was shown
          1    the store did not answer
          2    the command line is wrong
          3    there is no such cart; it may have expired
        """;

    private readonly Argument<CartId> _id = SharedOptions.CartId();

    public ShowCartCommand()
        : base("show", "Shows a cart.", StoreParts.Carts, Details) => Add(_id);

    protected override async Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        var id = parsed.GetRequiredValue(_id);
        var cart = await call.Services.GetRequiredService<ICartStore>().GetAsync(id, cancellationToken).ConfigureAwait(false);
        if (cart.CreatedAt is null)
        {
            return call.Missing($"There is no cart {id} in {call.Stores.Carts}.");
        }

        CartTotals.TrySum(cart, out var summary);
        call.Answer(TextOf(cart, summary), new
        {
            Id = id.ToString(),
            cart.State,
            cart.Version,
            cart.UserId,
            CreatedAt = cart.CreatedAt?.UtcDateTime,
            ChangedAt = cart.ChangedAt?.UtcDateTime,
            Currency = cart.Currency.Code,
            Lines = LineAnswer.Of(cart.Lines, cart.Currency),
            UniqueCount = cart.Lines.Length,
            cart.Count,
            Summary = cart.Currency.Format(summary),
            DiscountCode = cart.DiscountCodes.FirstOrDefault(),
            cart.ShippingOptionId,
            OrderId = cart.OrderId?.ToString(),
            Successor = cart.Successor?.ToString(),
            MergedInto = cart.Merge?.Target.ToString(),
        });
        return ExitCode.Done;
    }

    private static string TextOf(CartSnapshot cart, decimal summary)
    {
        string?[] parts =
        [
            $"cart      {cart.Id}",
            $"state     {AnswerText.Words(cart.State)}, version {cart.Version}",
            $"user      {cart.UserId ?? "a guest"}",
            $"created   {AnswerText.Time(cart.CreatedAt)}",
            $"changed   {AnswerText.Time(cart.ChangedAt)}",
            cart.OrderId is { } order ? $"order     {order}" : null,
            cart.Merge is { } merge ? $"merged    into {merge.Target}" : null,
            .. AnswerText.Lines(cart.Lines, cart.Currency),
            $"summary   {cart.Currency.Format(summary)} {cart.Currency}",
            cart.DiscountCodes.FirstOrDefault() is { } code ? $"discount  {code}" : null,
            cart.ShippingOptionId is { } option ? $"shipping  {option}" : null,
        ];
        return string.Join('\n', parts.OfType<string>());
    }
}

/// <summary>Represents <c>cart export ID</c>, which writes a cart as the documented JSON.</summary>
internal sealed class ExportCommand : StoreCommand
{
    private const string Details = """
        Writes the documented JSON of a cart (docs/serialisation.md), which a program
        restores by ShoppingCart.RestoreAsync. The cart is not changed.

        Examples:
          cart export 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --redis localhost:6379
          cart export 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --output cart.json --data data

        Exit codes:
          0    the cart was written
          1    the store did not answer, or the file could not be written
          2    the command line is wrong
          3    there is no such cart, or nothing in it any more: it became an order
        """;

    private readonly Argument<CartId> _id = SharedOptions.CartId();

    private readonly OutputOption _output = new();

    public ExportCommand()
        : base("export", "Writes a cart as JSON.", StoreParts.Carts, Details)
    {
        Add(_id);
        AddFirst(_output);
    }

    protected override async Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        var id = parsed.GetRequiredValue(_id);
        var cart = await call.Services.GetRequiredService<ICartStore>().GetAsync(id, cancellationToken).ConfigureAwait(false);
        switch (cart)
        {
            case { CreatedAt: null }:
                return call.Missing($"There is no cart {id} in {call.Stores.Carts}.");
            case { OrderId: { } order }:
                return call.Missing($"The cart {id} became the order {order}. See: cart orders show {order}");
            case { State: CartState.Merged, Merge: { } merge }:
                return call.Missing($"The cart {id} was merged into {merge.Target}.");
        }

        var json = System.Text.Encoding.UTF8.GetString(CartJson.Write(cart));
        var text = parsed.GetValue(_output) is null ? json + '\n' : json;
        return await _output.WriteAsync(call, parsed, writer => writer.WriteAsync(text)).ConfigureAwait(false);
    }
}
