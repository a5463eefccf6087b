using System.Text.Json;
using Cart.Engine;
using Cart.Testing;

namespace Cart.Cli.Tests;

/// <summary>Cleaning a real Redis that holds carts of all ages.</summary>
public sealed class CleanTests : IAsyncLifetime
{
    private const int Database = 9;

    private OldCarts _carts = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _carts = await OldCarts.CreateAsync(Database);

    public ValueTask DisposeAsync() => _carts.DisposeAsync();

    [Fact]
    public async Task Of_5000_carts_of_mixed_ages_exactly_the_old_ones_go()
    {
        double[] ages = [0, 10, 29.5, 30.5, 45, 100];
        var made = new Dictionary<double, HashSet<CartId>>();
        foreach (var age in ages)
        {
            var store = _carts.Store(age);
            made[age] = [.. await Task.WhenAll(Enumerable.Range(0, age == 0 ? 2500 : 500).Select(_ => OldCarts.FillAsync(store)))];
        }

        var dryRun = await CleanAsync("--days", "30", "--dry-run");
        var afterDryRun = await _carts.AllAsync();
        var run = await CleanAsync("--days", "30");
        var left = await _carts.AllAsync();
        var again = await CleanAsync("--days", "30");

        Assert.Equal("[DRY RUN] Would delete 1500 cart(s) older than 30 day(s).\n", dryRun);
        Assert.Equal(5000, afterDryRun.Count);
        Assert.Equal("Successfully deleted 1500 cart(s) (and their items) older than 30 day(s).\n", run);
        Assert.Equal(made.Where(static entry => entry.Key < 30).SelectMany(static entry => entry.Value).ToHashSet(), left);
        Assert.Equal("No carts older than 30 day(s) found. Nothing to delete.\n", again);
    }

    [Fact]
    public async Task A_cart_is_as_old_as_its_last_change_and_not_as_its_first()
    {
        var cart = await OldCarts.FillAsync(_carts.Store(100));
        await OldCarts.FillAsync(_carts.Store(1), cart);

        Assert.Equal("[DRY RUN] Would delete 0 cart(s) older than 30 day(s).\n", await CleanAsync("--days", "30", "--dry-run"));
        Assert.Equal("No carts older than 90 day(s) found. Nothing to delete.\n", await CleanAsync());
        Assert.Equal([cart], await _carts.AllAsync());
    }

    [Fact]
    public async Task A_cart_that_changes_between_being_listed_and_being_deleted_survives()
    {
        var changing = await OldCarts.FillAsync(_carts.Store(100));
        var old = await OldCarts.FillAsync(_carts.Store(100));
        var directory = new MeddledDirectory(_carts.Directory, () => OldCarts.FillAsync(_carts.Now, changing));
        var cleaning = new CartCleaning(directory, TimeProvider.System, days: 30, dryRun: false, includeCheckedOut: false);

        await cleaning.RunAsync(static () => { }, Cancellation);

        Assert.Equal((1, 1), (cleaning.Found, cleaning.LeftAlone));
        Assert.Equal(4, (await _carts.Now.GetAsync(changing, Cancellation)).Count);
        Assert.False((await _carts.Now.GetAsync(old, Cancellation)).Exists);
    }

    [Fact]
    public async Task What_is_left_of_a_placed_order_goes_only_when_asked_and_the_order_stays()
    {
        var postgres = await PostgresServer.ConnectionStringAsync();
        await CommandLine.RunAsync("migrate", "--postgres", postgres);
        var store = _carts.Store(50);
        var placed = await OldCarts.FillAsync(store);
        var frozen = await OldCarts.FillAsync(store);
        await using var services = StoreServices.Of(store, postgres);
        var order = (await services.Engine.CheckoutAsync(placed, cancellationToken: Cancellation)).Order!;
        await store.ApplyAsync(frozen, new BeginCheckout(TimeSpan.FromMinutes(1)), Cancellation);

        Assert.Equal("No carts older than 30 day(s) found. Nothing to delete.\n", await CleanAsync("--days", "30"));
        Assert.Equal(new HashSet<CartId> { placed, frozen }, await _carts.AllAsync());
        Assert.Equal(
            "Successfully deleted 1 cart(s) (and their items) older than 30 day(s).\n",
            await CleanAsync("--days", "30", "--include-checked-out", "--postgres", postgres));
        Assert.Equal([frozen], await _carts.AllAsync());
        Assert.Equal(order.Id, (await services.Orders.FindByCartAsync(placed, Cancellation))!.Id);
    }

    [Fact]
    public async Task The_answer_as_json_has_the_counts()
    {
        await OldCarts.FillAsync(_carts.Store(100));
        await OldCarts.FillAsync(_carts.Store(1));

        var answer = JsonDocument.Parse(await CleanAsync("--json")).RootElement;

        Assert.Equal("""{"days":90,"dry_run":false,"carts":1,"looked_at":2,"left_alone":0}""", answer.GetRawText());
    }

    [Theory]
    [InlineData("0", "--days must be a positive integer.\n")]
    [InlineData("-1", "--days must be a positive integer.\n")]
    [InlineData("ten", "--days is 'ten'; expected a whole number of days, such as 30.\n")]
    [InlineData("1.5", "--days is '1.5'; expected a whole number of days, such as 30.\n")]
    public async Task Days_that_are_none_are_refused_and_nothing_is_deleted(string days, string message)
    {
        await OldCarts.FillAsync(_carts.Store(100));

        var run = await CommandLine.RunAsync("clean", "--days", days, "--redis", _carts.ConnectionString);

        Assert.Equal((ExitCode.BadInput, "", $"{message}See: cart clean --help\n"), (run.ExitCode, run.Output, run.Error));
        Assert.Single(await _carts.AllAsync());
    }

    [Fact]
    public async Task A_redis_that_is_away_is_told_in_one_line()
    {
        var run = await CommandLine.RunAsync("clean", "--redis", "127.0.0.1:1,connectTimeout=200");

        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("The carts could not be reached in Redis at 127.0.0.1:1: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task The_embedded_carts_are_cleaned_too()
    {
        using var directory = new TemporaryDirectory();

        var run = await CommandLine.RunAsync("clean", "--data", directory.Path);

        Assert.Equal((ExitCode.Done, "No carts older than 90 day(s) found. Nothing to delete.\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    private async Task<string> CleanAsync(params string[] options)
    {
        var run = await CommandLine.RunAsync(["clean", "--redis", _carts.ConnectionString, .. options]);
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        return run.Output;
    }

    /// <summary>Lets a shopper do something after each page is read and before anything of it is deleted.</summary>
    private sealed class MeddledDirectory(ICartDirectory inner, Func<Task> meddle) : ICartDirectory
    {
        public async ValueTask<CartPage> ListAsync(string? cursor = null, int limit = 100, CancellationToken cancellationToken = default)
        {
            var page = await inner.ListAsync(cursor, limit, cancellationToken);
            await meddle();
            return page;
        }

        public ValueTask<bool> DeleteAsync(CartSummary seen, CancellationToken cancellationToken = default) => inner.DeleteAsync(seen, cancellationToken);

        public ValueTask<bool> MarkAbandonedAsync(CartSummary seen, CancellationToken cancellationToken = default) =>
            inner.MarkAbandonedAsync(seen, cancellationToken);

        public ValueTask<bool> TakeTurnAsync(TimeSpan duration, CancellationToken cancellationToken = default) =>
            inner.TakeTurnAsync(duration, cancellationToken);
    }
}
