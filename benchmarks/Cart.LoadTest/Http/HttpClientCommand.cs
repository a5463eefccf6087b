using System.CommandLine;
using System.Net;
using System.Text.Json;

namespace Cart.LoadTest;

/// <summary>The client of P8, which the benchmark starts in a process of its own.</summary>
internal sealed class HttpClientCommand : Command
{
    public const string CommandName = "http-client";

    private readonly Argument<string> _server = new("server");
    private readonly Argument<string> _path = new("path");
    private readonly Argument<int> _connections = new("connections");
    private readonly Argument<double> _seconds = new("seconds");

    public HttpClientCommand()
        : base(CommandName, "Loads an endpoint of a running site; P8 starts it.")
    {
        Hidden = true;
        Add(_server);
        Add(_path);
        Add(_connections);
        Add(_seconds);
        SetAction(parsed =>
        {
            var figures = HttpClientLoop.Run(
                IPEndPoint.Parse(parsed.GetValue(_server)!), parsed.GetValue(_path)!, parsed.GetValue(_connections), TimeSpan.FromSeconds(parsed.GetValue(_seconds)));
            Console.WriteLine(JsonSerializer.Serialize(figures));
            return 0;
        });
    }
}
