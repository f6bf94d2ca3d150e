using Kiosk.Cloud;
using Kiosk.Systemd;

if (args is ["--help" or "-h" or "-?"])
{
    Console.WriteLine("""
        CareKiosk's fleet service: listens to the kiosks' broker and serves the console, until told to stop.

        Settings are arguments --Cloud:Name=value or environment variables Cloud__Name; operations.md lists them.
        """);
    return ServiceHost.Done;
}

await using var app = CloudService.Build(args);
return await ServiceHost.RunAsync(app, "Listening to the fleet");
