using System.CommandLine;

namespace Cart.Walk;

/// <summary>The command line of the walks.</summary>
internal static class WalkCommand
{
    private static readonly Option<int> Seed = new("--seed") { Description = "The first walk, or the one that is repeated.", DefaultValueFactory = static _ => 1 };
    private static readonly Option<string?> Only = new("--only") { Description = "Shows and shrinks only what breaks rules whose name contains this." };

    public static RootCommand Create() => new("Random walks of browsers, users, a thief and an operator through a shop, each answer compared with a model.")
    {
        Walk(), Campaign(),
    };

    private static Command Walk()
    {
        var target = new Option<string>("--target") { Description = "The target, such as memory-cookie-endpoints.", DefaultValueFactory = static _ => "memory-cookie-endpoints" };
        var command = new Command("walk", "Repeats one walk and prints its calls, and the shortest calls that break the same rules.") { Seed, target, Only };
        command.SetAction(async (parsed, token) =>
        {
            var place = Target.Parse(parsed.GetValue(target)!) ?? throw new ArgumentException($"There is no target '{parsed.GetValue(target)}'.");
            await using var shop = await WalkShop.StartAsync(place);
            return await new WalkCampaign(Console.Out, parsed.GetValue(Only)).RepeatAsync(shop, place, parsed.GetValue(Seed), token) ? 0 : 1;
        });
        return command;
    }

    private static Command Campaign()
    {
        var minutes = new Option<double>("--minutes") { Description = "For how long.", DefaultValueFactory = static _ => 1 };
        var stores = new Option<Stores[]>("--stores") { Description = "Memory, Embedded, Servers; all that are there unless some are named.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("campaign", "Runs walks for some time, and prints each kind of fault once, with the shortest calls that show it.") { minutes, stores, Seed, Only };
        command.SetAction(async (parsed, token) =>
        {
            var named = parsed.GetValue(stores) is { Length: > 0 } some ? some
                : Environment.GetEnvironmentVariable("CART_TEST_REDIS") is null ? [Stores.Memory, Stores.Embedded] : Enum.GetValues<Stores>();
            var campaign = new WalkCampaign(Console.Out, parsed.GetValue(Only));
            return await campaign.RunAsync([.. named.SelectMany(Target.Of)], parsed.GetValue(Seed), TimeSpan.FromMinutes(parsed.GetValue(minutes)), int.MaxValue, token) ? 0 : 1;
        });
        return command;
    }
}
