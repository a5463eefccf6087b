using System.CommandLine;
using System.Globalization;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary><c>cart carts list</c>: the carts of a store, a page at a time.</summary>
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

    private readonly LimitOption _limit = new();
    private readonly Option<string?> _cursor = new("--cursor") { HelpName = "CURSOR", Description = "Continue after the page that named this cursor." };

    /// <summary>Makes the command.</summary>
    public ListCartsCommand()
        : base("list", "Lists carts.", Details) => AddFirst(_limit, _cursor);

    /// <inheritdoc/>
    protected override StoreParts PartsOf(StoreSettings stores) => StoreParts.Carts;

    /// <inheritdoc/>
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
